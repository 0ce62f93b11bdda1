using System.Text.RegularExpressions;

namespace Skills.Architecture.Tests;

public sealed partial class SourceTests
{
    [Theory]
    [MemberData(nameof(Layers.Assemblies), MemberType = typeof(Layers))]
    public void TimeIdsAndRandomnessComeFromOutside(string name) => Assert.Empty(Lines(name, Ambient()));

    [Theory]
    [MemberData(nameof(Layers.Assemblies), MemberType = typeof(Layers))]
    public void NothingIsLeftUnfinished(string name) => Assert.Empty(Lines(name, Unfinished()));

    [Theory]
    [InlineData("Skills.Engine")]
    [InlineData("Skills.Engine.Providers")]
    [InlineData("Skills.Engine.Redis")]
    [InlineData("Skills.Engine.AspNetCore")]
    [InlineData("Skills.Engine.ExecutionLogs")]
    public void TheServiceProviderIsUsedInRegistrationOnly(string name) => Assert.DoesNotContain(
        Lines(name, ServiceProvider()), static line => !RegistrationFile().IsMatch(line));

    private static IEnumerable<string> Lines(string project, Regex pattern) =>
        from file in Layers.Sources(project)
        from line in File.ReadLines(file).Select(static (text, index) => (text, number: index + 1))
        where !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line.text)
        select $"{Path.GetRelativePath(Layers.Root(), file)}:{line.number}: {line.text.Trim()}";

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bGuid\.NewGuid\b|\bRandom\.Shared\b|\bThread\.Sleep\b|\bEnvironment\.TickCount")]
    private static partial Regex Ambient();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|#region|#pragma warning disable")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bIServiceProvider\b|\.GetService\(|\.GetRequiredService|RequestServices")]
    private static partial Regex ServiceProvider();

    [GeneratedRegex(@"(Registration|Extensions|SkillsEngine|Endpoints?|HealthChecks?)\w*\.cs:")]
    private static partial Regex RegistrationFile();
}
