using System.Text.RegularExpressions;

namespace Skills.Docs.Tests;

/// <summary>The tests that a page names as proof exist.</summary>
public sealed partial class NamedTestTests
{
    [Theory]
    [InlineData("security.md", 60)]
    [InlineData("reliability.md", 20)]
    public void EveryTestThatThePageNamesExists(string page, int atLeast)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(static f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.Ordinal);
        var named = Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))
            .Select(static m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value)).ToList();

        Assert.True(named.Count >= atLeast, $"{page} names {named.Count} tests.");
        Assert.All(named, n => Assert.Contains(sources[n.Class], text => n.Method.Length == 0 || text.Contains($" {n.Method}(", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)(\.(?<method>[A-Z]\w+))?`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
