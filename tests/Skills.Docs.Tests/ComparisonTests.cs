using System.Text.RegularExpressions;

namespace Skills.Docs.Tests;

/// <summary>The table of line counts is counted from the programs.</summary>
public sealed partial class ComparisonTests
{
    private static readonly string[] Folders = ["Ours", "ExtensionsAI", "SemanticKernel"];

    [Fact]
    public void TheTableHasTheLinesOfThePrograms()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "comparison.md"));
        var rows = Row().Matches(page).Select(static m => (Job: m.Groups["job"].Value, Counts: m.Groups["count"].Captures.Select(static c => c.Value).ToArray())).ToList();

        Assert.Equal(6, rows.Count);
        Assert.All(rows, static row => Assert.Equal(Folders.Select(f => $"{Lines(f, row.Job)}"), row.Counts));
    }

    [Theory]
    [InlineData("Microsoft.Extensions.AI", "Microsoft.Extensions.AI")]
    [InlineData("Microsoft.SemanticKernel.Core", "Semantic Kernel")]
    public void TheVersionsAreThoseThatAreCompiled(string package, string name)
    {
        var packages = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        var version = Regex.Match(packages, $"Include=\"{Regex.Escape(package)}\" Version=\"([0-9]+\\.[0-9]+)").Groups[1].Value;

        Assert.NotEmpty(version);
        foreach (var page in new[] { "docs/comparison.md", $"docs/migrate/{(name == "Semantic Kernel" ? "semantic-kernel" : "extensions-ai")}.md" })
        {
            Assert.Contains($"{name} {version}", File.ReadAllText(Path.Combine(Repository.Root, page)), StringComparison.Ordinal);
        }
    }

    // What every file has is not counted: usings, the namespace, and the class and method around the program.
    private static int Lines(string folder, string job) =>
        File.ReadAllLines(Path.Combine(Repository.Root, "bench", "Comparisons", folder, job + ".cs"))
            .Count(static l => l.Length > 0 && !l.StartsWith("using ", StringComparison.Ordinal) && !l.StartsWith("namespace ", StringComparison.Ordinal)) - 6;

    [GeneratedRegex(@"^\| \[(?<job>\w+)\]\([^)]*\)[^|]*\|( (?<count>\d+) \|){3}$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
