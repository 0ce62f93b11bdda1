using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests;

public sealed partial class SourceTests
{
    [Fact]
    public void TimeIdsAndRandomnessComeFromOutside() => Assert.Empty(Lines(Ambient()));

    [Fact]
    public void NothingIsLeftUnfinished() => Assert.Empty(Lines(Unfinished()));

    [Fact]
    public void TheServiceProviderIsUsedInRegistrationOnly() => Assert.DoesNotContain(
        Lines(ServiceProvider()),
        static line => !line.StartsWith("src/Skills.Engine.Testing/", StringComparison.Ordinal) && !RegistrationFile().IsMatch(line));

    [Fact]
    public void ThereIsNoMutableStaticState()
    {
        var mutable =
            from file in SourceTree.Projects.SelectMany(static p => p.Files)
            from member in TypeUses.Parse(file).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
            where member.Modifiers.Any(SyntaxKind.StaticKeyword) && IsMutable(member)
            select $"{file.FullPath}: {member}";

        Assert.Empty(mutable);

        static bool IsMutable(MemberDeclarationSyntax member) => member switch
        {
            FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && !field.AttributeLists.ToString().Contains("ThreadStatic", StringComparison.Ordinal),
            PropertyDeclarationSyntax property => property.AccessorList?.Accessors.Any(static a => a.IsKind(SyntaxKind.SetAccessorDeclaration) && a.Body is null && a.ExpressionBody is null) == true,
            _ => false,
        };
    }

    private static IEnumerable<string> Lines(Regex pattern) =>
        from file in SourceTree.Projects.SelectMany(static p => p.Files)
        from line in file.Text.Split('\n').Select(static (text, index) => (text, number: index + 1))
        where !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line.text)
        select $"{file.FullPath}:{line.number}: {line.text.Trim()}";

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bGuid\.NewGuid\b|\bRandom\.Shared\b|\bThread\.Sleep\b|\bEnvironment\.TickCount")]
    private static partial Regex Ambient();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|#region|#pragma warning disable")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bIServiceProvider\b|\.GetService\(|\.GetRequiredService|RequestServices")]
    private static partial Regex ServiceProvider();

    [GeneratedRegex(@"(Registration|Extensions|SkillsEngine|Endpoints?|HealthChecks?)\w*\.cs:")]
    private static partial Regex RegistrationFile();
}
