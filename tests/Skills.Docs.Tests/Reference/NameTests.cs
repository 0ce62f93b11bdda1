using System.Text.RegularExpressions;

namespace Skills.Docs.Tests.Reference;

/// <summary>Names of .NET in the sentences and tables of the docs are those of the code: a renamed type or member is found where it is written about.</summary>
public sealed partial class NameTests
{
    // Names of other libraries and tools that no code here uses.
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal)
    {
        "DOTNET_GCHeapHardLimit", "EventSource", "EnableDefaultSkillFileItems", "HostOptions", "JsonSerializerIsReflectionEnabledByDefault", "NameError", "OutputFindingsItem", "Polly", "SK3xx", "ShutdownTimeout", "ValueTuple",
    };

    // Migration pages and the comparison are about other libraries. The last two are written from the code.
    private static readonly string[] Elsewhere = ["docs/migrate/", "docs/comparison.md", "docs/cli-reference.md", "docs/options.md"];

    private static readonly HashSet<string> Words = [.. Sources().SelectMany(static f => Word().Matches(File.ReadAllText(f))).Select(static m => m.Value)];

    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static p => !Elsewhere.Any(e => p.StartsWith(e, StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryNameIsInTheCode(string page) => Assert.Empty(Unknown(File.ReadAllText(Path.Combine(Repository.Root, page))));

    [Fact]
    public void ARenamedMemberIsFound() =>
        Assert.Equal(["Skill.NoSuchMemberHere"], Unknown("Set `Skill.NoSuchMemberHere` and `Skill.Limits`.\n```text\n`NoSuchTypeHere`\n```\n"));

    private static string[] Unknown(string page) =>
    [
        .. Code().Matches(Fence().Replace(page, ""))
            .Select(static m => m.Groups[1].Value)
            .Where(static c => Name().IsMatch(c))
            .Where(static c => Word().Matches(Arguments().Replace(c, "")).Select(static m => m.Value).Any(static w => !Words.Contains(w) && !Foreign.Contains(w) && w.Any(char.IsLower)))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Sources() => new[] { "src", "samples", "tests", "bench" }
        .SelectMany(static f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))
        .Where(static f => !f.Split(Path.DirectorySeparatorChar).Any(static p => p is "bin" or "obj") && Path.GetFileName(f) != "NameTests.cs");

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(\w+[.:])*[A-Z]\w+(<\w+(, \w+)*>)?(\(.*\))?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\(.*\)|<.*>")]
    private static partial Regex Arguments();
}
