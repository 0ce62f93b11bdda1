using System.Text.Json;
using Skills.Engine.Prompts;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Imported templates render as their own engines do.</summary>
public sealed class ImportedTemplateTests
{
    [Theory]
    [InlineData("{{json this}}")]
    [InlineData("{{json @root}}")]
    public void AllInputsTogetherLeaveOutTheAbsentOnes(string template)
    {
        var text = $"---\nname: demo\ninput: {{ schema: {{ a: string, b?: string }} }}\n---\n{template}\n";

        Assert.Equal("""{"a": "x"}""", Rendered("demo.prompt", text, """{"a":"x"}"""));
        Assert.Equal("""{"a": "x", "b": "y"}""", Rendered("demo.prompt", text, """{"a":"x","b":"y"}"""));
    }

    [Fact]
    public void PromptyKeepsTheWhiteSpaceAroundBlocks()
    {
        const string Text = "---\nname: demo\ndescription: A prompt with a condition.\ninputs:\n  c: { type: boolean }\n---\nuser:\na\n\n{% if c %}\nX{% endif %}\n";

        Assert.Equal("a\n\n\nX", Rendered("demo.prompty", Text, """{"c":true}""").TrimEnd('\n'));
    }

    [Theory]
    [InlineData("", "a\nX")]
    [InlineData("template: { whitespace: trim }\n", "a\nX")]
    [InlineData("template: { whitespace: keep }\n", "a\n  \nX")]
    public void WhiteSpaceAroundBlocksIsTrimmedUnlessTheFileKeepsIt(string template, string sent)
    {
        var text = Some.Skill("demo", rest: template + "input: { schema: { c: boolean } }\nprompt: |-\n  a\n    {% if c %}\n  X{% endif %}\n");

        Assert.Equal(sent, Rendered("demo.skill.yaml", text, """{"c":true}"""));
    }

    [Fact]
    public void SkillsThatDifferOnlyInTheirWhiteSpaceHaveDifferentHashes()
    {
        var trimmed = Some.Reader().ReadText("demo.skill.yaml", Some.Skill("demo")).EnsureValid().Skill;

        Assert.NotEqual(Compilation.SkillHash.Of(trimmed), Compilation.SkillHash.Of(trimmed with { Whitespace = TemplateWhitespace.Keep }));
    }

    [Fact]
    public void FoldersOfOtherToolsAreSearchedThoughTheirNamesBeginWithADot()
    {
        (string, string)[] files =
        [
            (".claude/commands/team/fix.md", "Fix $ARGUMENTS\n"),
            (".claude/agents/reviewer.md", "---\nname: reviewer\ndescription: Reviews code.\n---\nYou review code.\n"),
            (".github/prompts/explain.prompt.md", "Explain ${input:code}\n"),
            (".git/hidden.prompt.md", "Never seen\n"),
            ("notes/readme.md", "No skill\n"),
        ];
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, static o => o.ImportForeignFiles = true, files);
        using var without = Some.Catalog(other.Path, null, files);

        Assert.Equal(["explain", "fix", "reviewer"], catalog.Definitions.Select(static d => d.Skill.Slug).Order());
        Assert.Empty(without.Definitions);
    }

    private static string Rendered(string file, string text, string inputs)
    {
        var skill = Some.Reader().ReadText(file, text).EnsureValid().Skill;
        return new SkillTemplates(skill, 10_000, skill.InputSchema is { } schema ? SchemaView.Of(schema) : null).Render(JsonElement.Parse(inputs), TestContext.Current.CancellationToken)[^1].Text;
    }
}
