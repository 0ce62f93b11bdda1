using Skills.Engine.Compilation;
using Skills.Tests;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Public files of other formats, read as they are.</summary>
public sealed class ForeignFileTests(ITestOutputHelper output)
{
    // What cannot be read is in the reference page: broken on purpose, no YAML, helpers of the host's own, calls of functions.
    [Theory]
    [InlineData("dotprompt", "*.prompt", 14, 28)]
    [InlineData("prompty", "*.prompty", 88, 89)]
    [InlineData("semantic-kernel-yaml", "*.yaml", 7, 9)]
    [InlineData("semantic-kernel", "skprompt.txt", 47, 51)]
    [InlineData("agent-skills", "SKILL.md", 59, 59)]
    public void PublicFilesAreReadAndTheRestIsExplained(string folder, string pattern, int readable, int all)
    {
        var reader = new SkillFileReader();
        var files = Directory.EnumerateFiles(Suites.PathOf("foreign-prompts/" + folder), pattern, SearchOption.AllDirectories).Where(static f => !f.Contains("/dotprompt/spec/", StringComparison.Ordinal)).ToList();

        var results = files.Select(f => (File: f, Result: reader.Read(f))).ToList();

        foreach (var (file, result) in results.Where(static r => !r.Result.IsValid))
        {
            output.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}: {result.Diagnostics.First(static d => d.Severity == DiagnosticSeverity.Error)}");
        }

        output.WriteLine($"{folder}: {results.Count(static r => r.Result.IsValid)} of {results.Count}");
        Assert.All(results.Where(static r => !r.Result.IsValid), static r => Assert.Contains(r.Result.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal(all, results.Count);
        Assert.True(results.Count(static r => r.Result.IsValid) >= readable);
    }

    [Theory]
    [InlineData("dotprompt", "*.prompt")]
    [InlineData("prompty", "*.prompty")]
    [InlineData("semantic-kernel-yaml", "*.yaml")]
    [InlineData("semantic-kernel", "skprompt.txt")]
    [InlineData("agent-skills", "SKILL.md")]
    public void WhatIsConvertedReadsAsTheSameSkill(string folder, string pattern)
    {
        var reader = new SkillFileReader();
        foreach (var file in Directory.EnumerateFiles(Suites.PathOf("foreign-prompts/" + folder), pattern, SearchOption.AllDirectories).Where(static f => !f.Contains("/dotprompt/spec/", StringComparison.Ordinal)))
        {
            if (reader.Read(file).Definition is not { } original)
            {
                continue;
            }

            var again = reader.ReadText("again.skill.yaml", reader.Convert(file).Yaml!);

            Assert.True(again.IsValid, $"{file}\n{string.Join('\n', again.Diagnostics)}");
            Assert.Equal(SkillHash.Of(original.Skill), SkillHash.Of(again.Definition!.Skill));
        }
    }
}
