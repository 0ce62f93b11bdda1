namespace Skills.Docs.Tests;

/// <summary>The C# blocks of README, docs and the packages' READMEs compile as printed, and those that print results print them.</summary>
public sealed class BlockTests
{
    // Pages whose programs need no provider and no server.
    private static readonly string[] Offline =
        ["docs/jinja.md", "docs/json-schema.md", "src/Skills.Jinja/README.md", "src/Skills.Json/README.md", "src/Skills.JsonSchema/README.md", "src/Skills.Replies/README.md"];

    // Scriban is not in every registry, so nothing here references it.
    private const string UsesScriban = "using Scriban;";

    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static p => CSharp(p).Any())];

    public static TheoryData<string> OfflinePages => [.. Offline];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryBlockCompiles(string page) => Assert.Empty(CSharp(page).SelectMany(BlockCompiler.Errors));

    [Fact]
    public void ThereAreBlocksOnTheMainPages()
    {
        Assert.True(Repository.Pages.Sum(static p => CSharp(p).Count()) > 80);
        Assert.True(CSharp("README.md").Count() >= 2);
    }

    [Theory]
    [MemberData(nameof(OfflinePages))]
    public async Task WhatABlockPrintsIsBesideIt(string page)
    {
        var programs = CSharp(page).Where(static b => b.Text.Contains("Console.WriteLine(", StringComparison.Ordinal) && b.Text.Contains("// ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(programs);
        foreach (var block in programs)
        {
            var printed = await BlockCompiler.RunAsync(block);
            Assert.NotEqual("", printed);
            Assert.All(printed.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), line => Assert.Contains("// " + line.TrimEnd(), block.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ABlockThatDoesNotCompileIsReportedWithItsLine()
    {
        var error = Assert.Single(BlockCompiler.Errors(new("docs/none.md", 10, "csharp", "var one = 1;\nConsole.WriteLine(one + two);\n")));

        Assert.StartsWith("docs/none.md:11: CS0103", error, StringComparison.Ordinal);
    }

    private static IEnumerable<Block> CSharp(string page) => Block.Of(page).Where(static b => b.Info is "csharp" or "cs" or "c#" && !b.Text.Contains(UsesScriban, StringComparison.Ordinal));
}
