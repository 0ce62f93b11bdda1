using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>The page, the schema and the reader say the same.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "skill-files.md");

    [Theory]
    [InlineData("keys")]
    [InlineData("codes")]
    public void TheTablesAreThoseOfTheSchemaAndTheCode(string part)
    {
        var wanted = part == "keys" ? ReferencePage.Keys() : ReferencePage.Codes();
        var (open, close) = ($"<!-- {part}: written from the source -->", $"<!-- end of {part} -->");
        var text = File.ReadAllText(Page);
        var (start, end) = (text.IndexOf(open, StringComparison.Ordinal) + open.Length, text.IndexOf(close, StringComparison.Ordinal));
        Assert.True(end > start);
        if (Environment.GetEnvironmentVariable("SKILLS_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(Page, text[..start] + "\n" + wanted + "\n" + text[end..]);
            return;
        }

        Assert.Equal(wanted, text[start..end].Trim());
    }

    [Fact]
    public void EveryExampleOfThePageIsRead()
    {
        var blocks = Block().Matches(File.ReadAllText(Page)).Select(static m => (Name: m.Groups["name"].Value, Text: m.Groups["text"].Value)).ToList();

        Assert.True(blocks.Count >= 5);
        foreach (var (name, text) in blocks)
        {
            var result = Some.Reader().ReadText(name, text);
            Assert.True(result.IsValid, $"{name}:\n{string.Join('\n', result.Diagnostics)}");
        }
    }

    [Fact]
    public void WhatTheReaderTakesTheSchemaTakesToo()
    {
        var schema = JsonSchemaValidator.Compile(SkillFileSchema.Read());
        var files = Directory.EnumerateFiles(Repository.Samples, "*.skill.yaml", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "tests", "Skills.Engine.SkillFiles.Tests", "Data", "valid.skill.yaml")).ToList();

        Assert.All(files, file => Assert.Empty(schema.Validate(Tree(File.ReadAllText(file))).Errors.Select(static e => e.ToString())));
    }

    [Fact]
    public void WhatTheSchemaRefusesTheReaderRefusesToo()
    {
        var schema = JsonSchemaValidator.Compile(SkillFileSchema.Read());
        var (refused, agreed) = (0, 0);
        foreach (var (what, _, text) in MutationTests.Mutations())
        {
            if (TryTree(text) is not { } tree || schema.IsValid(tree))
            {
                continue;
            }

            refused++;
            var result = Some.Reader().ReadText("valid.skill.yaml", text);
            Assert.False(result.IsValid, $"{what}: the schema refuses it, the reader does not.");
            agreed++;
        }

        Assert.True(refused >= 100, $"Only {refused} mutations break the schema.");
        Assert.Equal(refused, agreed);
    }

    private static JsonElement Tree(string text) => TryTree(text)!.Value;

    private static JsonElement? TryTree(string text)
    {
        var diagnostics = new DiagnosticList();
        var root = new YamlTreeReader(new("x", text), diagnostics, new()).Read(0, text.Length);
        return diagnostics.HasErrors ? null : root?.ToJson();
    }

    [GeneratedRegex(@"^```\w+ (?<name>[\w.\-]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
