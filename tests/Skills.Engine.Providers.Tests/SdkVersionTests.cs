using System.Xml.Linq;

namespace Skills.Engine.Providers.Tests;

/// <summary>The versions of vendors' clients that the documentation says are tested are those that are.</summary>
public sealed class SdkVersionTests
{
    [Fact]
    public void TheDocumentedVersionsAreThoseOfTheTests()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Directory.Packages.props")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        }

        var versions = XDocument.Load(Path.Combine(root.FullName, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(static p => p.Attribute("Include")!.Value, static p => p.Attribute("Version")!.Value);
        var rows = File.ReadLines(Path.Combine(root.FullName, "docs", "providers.md"))
            .SkipWhile(static l => l != "| client | package | version |").Skip(2).TakeWhile(static l => l.StartsWith('|'))
            .Select(static l => l.Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.Equal(5, rows.Count);
        Assert.All(rows, row => Assert.Equal(row[3], string.Join(" with ", row[2].Split(" with ").Select(p => versions[p.Trim('`')]))));
    }
}
