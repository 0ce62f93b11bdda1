using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Mistakes that were silent, and correct files that were refused.</summary>
public sealed class SlipTests
{
    private const string Head = "skill: 1\nname: greet\nversion: 1.0.0\ndescription: Greets a person by name in one line of a mail.\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SK214", "model: { onlyProviders: [anthropc] }\nprompt: Hi\n", "Did you mean 'anthropic'?")]
    [InlineData("SK216", "messages:\n  - { examples: true }\n  - { role: user, content: Hi }\n", "no 'examples' of its own")]
    [InlineData("SK230", "output: { format: text, schema: { a: string, b: string } }\nprompt: Hi\n", "2 properties")]
    [InlineData("SK230", "output: { schema: { number: string }, aliases: { x: numbr } }\nprompt: Hi\n", "Did you mean 'number'?")]
    [InlineData("SK230", "output: { schema: { total: number } }\nprompt: Hi\ntests:\n  - { name: t, input: {}, expect: [{ path: $.totall, equals: 1 }] }\n", "Did you mean 'total'?")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say {t}\n", "Write {{ t }}")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say ${t}\n", "Write {{ t }}")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: Greet {{ who }} # and thank\n", "comment")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: “Hi {{ who }}”\n", "typographic")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: «Hi {{ who }}»\n", "typographic")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: Hi\\n{{ who }}\n", "only text in double quotes has escapes")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: Hi\\t{{ who }}\n", "only text in double quotes has escapes")]
    [InlineData("SK230", "input: { schema: { who: string } }\nprompt: 'Hi\\n{{ who }}'\n", "only text in double quotes has escapes")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say <t>\n", "Write {{ t }}")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say [t]\n", "Write {{ t }}")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say $t\n", "Write {{ t }}")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say %t%\n", "Write {{ t }}")]
    [InlineData("SK205", "input: { schema: { t: string } }\nprompt: Say {{t}\n", "Write {{ t }}")]
    [InlineData("SK003", "prompt: {# why #} Hi\n", "in quotes or behind '|'")]
    [InlineData("SK003", "prompt: {% if who %}Hi{% endif %}\n", "in quotes or behind '|'")]
    [InlineData("SK003", "prompt: **Hi** you\n", "in quotes or behind '|'")]
    [InlineData("SK209", "prompt: Hi\noutput: { schema: { a: number } }\nrules: [{ type: range, field: a, min: 1 }]\n", "Did you mean 'range_check'?")]
    [InlineData("SK103", "prompt: Hi\ncache: { enabled: yes }\n", "Write true.")]
    [InlineData("SK102", "prompt: Hi\ncat\u00A0egory: X\n", "U+00A0")]
    [InlineData("SK102", "prompt: Hi\n\"tags\u200B\": [x]\n", "U+200B")]
    public void AMistakeIsReportedAndTheSentenceSaysWhatToDo(string code, string rest, string says)
    {
        var found = Some.Reader().ReadText("a.skill.yaml", Head + rest).Diagnostics;

        Assert.Contains(found, d => d.Code == code && d.Message.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2030-04-30T23:59Z", "prefer", null)]
    [InlineData("2030-05-01T00:00Z", "prefer", DiagnosticSeverity.Info)]
    [InlineData("2030-06-29T23:59Z", "only", DiagnosticSeverity.Info)]
    [InlineData("2030-06-30T00:00Z", "only", DiagnosticSeverity.Warning)]
    [InlineData("2031-01-01T00:00Z", "prefer", DiagnosticSeverity.Warning)]
    [InlineData("2031-01-01T00:00Z", "avoid", null)]
    public void AModelThatEndsIsReportedFromSixtyDaysBefore(string now, string key, DiagnosticSeverity? severity)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

        var found = Some.Reader(time: time).ReadText("a.skill.yaml", $"{Head}prompt: Hi\nmodel: {{ {key}: [ending] }}\n").Diagnostics;

        Assert.Equal(severity, found.SingleOrDefault(static d => d.Code == "SK231")?.Severity);
    }

    [Theory]
    [InlineData("System:\nYou greet.\nUser:\nHi\n", 2)]
    [InlineData("system: You greet.\nHi\n", 1)]
    [InlineData("developer:\nYou greet.\n", 1)]
    [InlineData("**System:**\nYou greet.\n", 1)]
    [InlineData("### User:\nHi\n", 1)]
    [InlineData("[system]\nYou greet.\n", 1)]
    [InlineData("<|system|>\nYou greet.\n", 1)]
    [InlineData("tool:\nHi\n", 1)]
    [InlineData("# System\n<system>\nUser guide: x\n", 0)]
    public void ALineThatIsNearlyARoleLineIsReported(string body, int count) =>
        Assert.Equal(count, Some.Reader().ReadText("a.skill.md", $"---\n{Head}---\n{body}").Diagnostics.Count(static d => d.Code == "SK229"));

    [Fact]
    public void RoleLinesInAFenceAreText()
    {
        var skill = Some.Reader().ReadText("a.skill.md", $"---\n{Head}---\nuser:\nLog:\n```\nuser:\nhello\nassistant:\nhi\n```\n").EnsureValid().Skill;

        Assert.Equal("Log:\n```\nuser:\nhello\nassistant:\nhi\n```", skill.PromptTemplate);
    }

    [Theory]
    [InlineData("a.skill.json", """{ "$schema": "./skill.schema.json", "skill": 1, "name": "greet", "version": "1.0.0", "description": "Greets a person by name in a mail.", "prompt": "Hi" }""")]
    [InlineData("a.skill.yaml", Head + "tools: [get_weather]\nprompt: Hi\n")]
    [InlineData("a.skill.yaml", Head + "prompt: Hi\n---\n")]
    [InlineData("a.skill.yaml", Head + "prompt: Hi\n--- # the end\n\n# of it\n...\n")]
    [InlineData("a.skill.yaml", Head + "input: { schema: { xs: 'string[]' } }\nprompt: Items {{ xs | join('\\n') }}\n")]
    [InlineData("a.skill.yaml", Head + "prompt: Look into C:\\new first\n")]
    [InlineData("a.prompty", "---\nname: greet\ndescription: Greets a person by name in one line.\nsample: { who: Al }\n---\nuser:\nHi {{ who }}\n")]
    public void ACorrectFileHasNoFinding(string file, string text) =>
        Assert.DoesNotContain(Some.Reader().ReadText(file, text).Diagnostics, static d => d.Severity != DiagnosticSeverity.Info);

    [Fact]
    public void WhatOtherToolsForgiveIsAWarning()
    {
        var named = Some.Reader().ReadText("a.prompt", "---\ninput:\n  schema: Recipe\n---\nHi {{title}}\n");
        var longText = Some.Reader().ReadText("pdf/SKILL.md", $"---\nname: pdf\ndescription: {new string('x', 1100)}\n---\nBody\n");
        var undeclared = Some.Reader().ReadText("a.prompt", "---\ninput:\n  schema: { who: string }\n  default: { other: 1 }\n---\nHi {{who}}\n");

        Assert.All([named, longText, undeclared], static r => Assert.True(r.IsValid, string.Join('\n', r.Diagnostics)));
        Assert.Contains(named.Diagnostics, static d => d is { Code: "SK302", Severity: DiagnosticSeverity.Warning });
        Assert.Contains(longText.Diagnostics, static d => d is { Code: "SK302", Severity: DiagnosticSeverity.Warning });
        Assert.Contains(undeclared.Diagnostics, static d => d is { Code: "SK301", Severity: DiagnosticSeverity.Warning });
        Assert.False(undeclared.Definition!.Skill.InputDefaults?.TryGetProperty("other", out _) ?? false);
    }

    [Fact]
    public void ASchemaOfTheOptionsIsATypeOfTheShortForm()
    {
        var options = new SkillDefinitionOptions { Schemas = { ["Recipe"] = System.Text.Json.JsonElement.Parse("""{ "type": "object", "properties": { "title": { "type": "string" } } }""") } };

        var skill = Some.Reader(options).ReadText("a.skill.yaml", Head + "input: { schema: { dish: Recipe } }\nprompt: Hi {{ dish.title }}\n").EnsureValid().Skill;

        Assert.Equal("object", skill.InputSchema!.Value.GetProperty("properties").GetProperty("dish").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("{ who: { type: string, maxLength: 5 } }", "string")]
    [InlineData("{ who: { type: array, items: { type: string } } }", "array")]
    [InlineData("{ who: { type: integer, minimum: 1 } }", "integer")]
    [InlineData("{ who: { type: object, properties: { a: { type: string } } } }", "object")]
    public void JsonSchemaOfAFieldIsUnderstoodInTheShortForm(string schema, string type)
    {
        var skill = Some.Reader().ReadText("a.skill.yaml", Head + $"input: {{ schema: {schema} }}\nprompt: Hi {{{{ who }}}}\n").EnsureValid().Skill;

        Assert.Equal(type, skill.InputSchema!.Value.GetProperty("properties").GetProperty("who").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("{ who: { type: [string, 'null'] } }", """{"type":["string","null"]}""")]
    [InlineData("{ who: { type: [string, null] } }", """{"type":["string","null"]}""")]
    [InlineData("{ who: { enum: [a, b] } }", """{"enum":["a","b"]}""")]
    [InlineData("{ who: { anyOf: [{ type: string }, { type: integer }] } }", """{"anyOf":[{"type":"string"},{"type":"integer"}]}""")]
    [InlineData("{ who?: { enum: [a, b] } }", """{"anyOf":[{"enum":["a","b"]},{"type":"null"}]}""")]
    public void AFieldWithListsIsJsonSchema(string schema, string expected)
    {
        var skill = Some.Reader().ReadText("a.skill.yaml", Head + $"input: {{ schema: {schema} }}\nprompt: Hi {{{{ who }}}}\n").EnsureValid().Skill;

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), skill.InputSchema!.Value.GetProperty("properties").GetProperty("who")), skill.InputSchema.ToString());
    }

    [Fact]
    public void TextOfAMessageElementIsXml()
    {
        var skill = Some.Reader().ReadText("a.yaml", "name: a\ntemplate: '<message role=\"user\">1 &lt; 2 &amp; 3</message>'\ntemplate_format: semantic-kernel\n").EnsureValid().Skill;

        Assert.Equal("1 < 2 & 3", skill.PromptTemplate);
    }

    [Fact]
    public void APromptyThatWantsJsonReadsJson() =>
        Assert.Equal(OutputFormat.Json, Some.Reader().ReadText("a.prompty", "---\nname: greet\ndescription: Greets a person by name in one line.\nmodel: { api: chat, parameters: { response_format: { type: json_object } } }\n---\nuser:\nHi\n").EnsureValid().Skill.Output.Format);

    [Fact]
    public void FoldersLoadFilesOfOtherToolsWhenAsked()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, static o => o.ImportForeignFiles = true, ("greet.prompt", "Hi {{who}}\n"), ("sum/skprompt.txt", "Sum {{$input}}\n"));

        Assert.Equal(["greet", "sum"], catalog.Definitions.Select(static d => d.Skill.Slug));
    }

    [Theory]
    [InlineData("inputs.xs | select('odd')", "1,3")]
    [InlineData("range(3)", "0,1,2")]
    [InlineData("inputs.xs | map('string')", "1,2,3")]
    public async Task AListThatIsMadeOneByOneIsAListInSteps(string expression, string items)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "echo.skill.yaml"), Some.Skill("echo", rest: "input: { schema: { n: any } }\noutput: { format: text }\nprompt: '{{ n }}'\n"));
        File.WriteAllText(Path.Combine(folder.Path, "all.skill.yaml"), Some.Skill("all", rest: $"input: {{ schema: {{ 'xs(array)': number }} }}\nsteps:\n  - {{ name: each, skill: echo, for_each: \"{expression}\", inputs: {{ n: '{{{{ item }}}}' }} }}\n"));
        var model = new FakeModelClient().Respond(static (request, _) => Task.FromResult(FakeModelClient.Answer(request.Messages[^1].Text)));
        await using var engine = SkillsEngine.Create(b => b.AddSkillsFromDirectory(folder.Path).AddModelClient(model, model.Model()));

        var result = await engine.ExecuteAsync("all", new { xs = new[] { 1, 2, 3 } }, cancellationToken: Token);

        Assert.True(result.IsSuccess, string.Join('\n', result.Errors));
        Assert.Equal(items, string.Join(',', model.Requests.Select(static r => r.Messages[^1].Text).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task AFailedStepSaysWhatWentWrongInside()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "count.skill.yaml"), Some.Skill("count", rest: "input: { schema: { n: integer } }\nprompt: '{{ n }}'\n"));
        File.WriteAllText(Path.Combine(folder.Path, "all.skill.yaml"), Some.Skill("all", rest: "input: { schema: { t: string } }\nsteps:\n  - { name: a, skill: count, inputs: { n: '{{ inputs.t }}' } }\n"));
        await using var engine = SkillsEngine.Create(b => b.AddSkillsFromDirectory(folder.Path).AddDryRun());

        var error = Assert.Single((await engine.ExecuteAsync("all", new { t = "text" }, cancellationToken: Token)).Errors);

        Assert.Equal("steps.a", error.Path);
        Assert.Contains("input.type at ", error.Message, StringComparison.Ordinal);
        Assert.Contains("integer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALiteralOfTheWrongTypeIsFoundWhenTheStepIsRead()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(
            folder.Path,
            static o => o.FailOnErrors = false,
            ("count.skill.yaml", Some.Skill("count", rest: "input: { schema: { n: integer } }\nprompt: '{{ n }}'\n")),
            ("all.skill.yaml", Some.Skill("all", rest: "steps:\n  - { name: a, skill: count, inputs: { n: text } }\n")));

        Assert.Contains("integer", Assert.Single(catalog.Diagnostics, static d => d.Code == "SK516").Message, StringComparison.Ordinal);
    }
}
