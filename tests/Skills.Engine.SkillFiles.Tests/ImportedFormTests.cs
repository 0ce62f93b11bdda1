using Skills.Engine.Testing;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Prompts of other tools, as their own documentation writes them, become skills that run.</summary>
public sealed class ImportedFormTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The file, its text, the form, the inputs, and what a model is sent.</summary>
    public static TheoryData<string, string, SkillFileFormat, string, string> Files => new()
    {
        {
            ".claude/commands/fix-issue.md",
            "---\ndescription: Fixes an issue of the tracker by its number.\nargument-hint: [issue]\nmodel: sonnet\n---\nFix issue #$ARGUMENTS as {{ our }} rules say.\n",
            SkillFileFormat.ClaudeCommand, """{ "arguments": "42" }""", "user: Fix issue #42 as {{ our }} rules say."
        },
        {
            ".claude/commands/review/pr.md", "Review PR $1 with priority $2.\n",
            SkillFileFormat.ClaudeCommand, """{ "argument_1": "7", "argument_2": "high" }""", "user: Review PR 7 with priority high."
        },
        {
            ".claude/commands/tidy.md", "Tidy up.\n",
            SkillFileFormat.ClaudeCommand, """{ "arguments": "src" }""", "user: Tidy up.\n\nARGUMENTS: src"
        },
        {
            ".claude/agents/code-reviewer.md",
            "---\nname: code-reviewer\ndescription: Reviews code for quality and security after each change.\ntools: Read, Grep\nmodel: inherit\n---\n\nYou are a senior reviewer. Never write {{ braces }}.\n",
            SkillFileFormat.ClaudeAgent, """{ "request": "Look at a.cs" }""", "system: You are a senior reviewer. Never write {{ braces }}.\nuser: Look at a.cs"
        },
        {
            "new-form.prompt.md",
            "---\nmode: agent\nmodel: GPT-4o\ntools: ['githubRepo', 'codebase']\ndescription: Generates a new form component.\n---\nMake a form called ${input:formName:name of the form} like ${selection}.\n",
            SkillFileFormat.CopilotPrompt, """{ "formName": "login" }""", "user: Make a form called login like ."
        },
        {
            "planner.agent.md",
            "---\ndescription: Generates an implementation plan for a new feature.\ntools: ['fetch', 'search']\n---\nYou are in planning mode.\n",
            SkillFileFormat.CopilotAgent, """{ "request": "Plan it" }""", "system: You are in planning mode.\nuser: Plan it"
        },
        {
            "summarize.prompt.yml",
            "name: Text Summarizer\ndescription: Summarizes input text concisely.\nmodel: openai/gpt-4o-mini\nmodelParameters:\n  temperature: 0.5\nmessages:\n  - role: system\n    content: You are a text summarizer. Write {% nothing %} else.\n  - role: user\n    content: 'Summarize: {{input}}'\ntestData:\n  - input: The quick brown fox\n    expected: fox\nevaluators:\n  - name: says it\n    string: { contains: '{{expected}}' }\n",
            SkillFileFormat.GitHubModels, """{ "input": "cats" }""", "system: You are a text summarizer. Write {% nothing %} else.\nuser: Summarize: cats"
        },
        {
            "promptfooconfig.yaml",
            "description: Translations into several languages.\nprompts:\n  - 'Translate {{text}} to {{language}}'\n  - label: polite\n    raw: 'Please translate {{text}} to {{language}}'\nproviders: [openai:chat:gpt-4o-mini]\ntests:\n  - description: a greeting\n    vars: { text: Hello, language: French }\n    assert:\n      - { type: contains, value: Bonjour }\n",
            SkillFileFormat.Promptfoo, """{ "text": "Hello", "language": "French" }""", "user: Translate Hello to French"
        },
        {
            "prompt.yaml", "_type: prompt\ninput_variables: [adjective]\ntemplate: 'Tell me a {adjective} joke as {{json}}.'\n",
            SkillFileFormat.LangChain, """{ "adjective": "dry" }""", "user: Tell me a dry joke as {json}."
        },
        {
            "few.json",
            """{ "_type": "few_shot", "prefix": "Antonyms:", "suffix": "Word: {word}", "input_variables": ["word"], "example_prompt": { "_type": "prompt", "template": "{in} - {out}" }, "examples": [{ "in": "hot", "out": "cold" }] }""",
            SkillFileFormat.LangChain, """{ "word": "big" }""", "user: Antonyms:\n\nhot - cold\n\nWord: big"
        },
        {
            "chat.json",
            """{ "lc": 1, "type": "constructor", "id": ["langchain", "prompts", "chat", "ChatPromptTemplate"], "kwargs": { "input_variables": ["q"], "messages": [ { "lc": 1, "type": "constructor", "id": ["x", "SystemMessagePromptTemplate"], "kwargs": { "prompt": { "lc": 1, "type": "constructor", "id": ["x", "PromptTemplate"], "kwargs": { "template": "Be brief.", "template_format": "f-string" } } } }, { "lc": 1, "type": "constructor", "id": ["x", "HumanMessagePromptTemplate"], "kwargs": { "prompt": { "lc": 1, "type": "constructor", "id": ["x", "PromptTemplate"], "kwargs": { "template": "{q}?", "template_format": "f-string" } } } } ] } }""",
            SkillFileFormat.LangChain, """{ "q": "Why" }""", "system: Be brief.\nuser: Why?"
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task AFileOfAnotherToolSendsWhatThatToolWouldSend(string file, string text, SkillFileFormat format, string inputs, string sent)
    {
        var result = Some.Reader().ReadText(file, text);
        Assert.True(result.IsValid, string.Join('\n', result.Diagnostics));
        Assert.Equal(format, result.Definition!.Format);

        var model = new FakeModelClient().Reply("Done.");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));
        var run = await engine.ExecuteAsync(result.Definition.Skill with { ModelPreferences = new() }, System.Text.Json.JsonElement.Parse(inputs), cancellationToken: Token);

        Assert.True(run.IsSuccess, string.Join('\n', run.Errors));
        Assert.Equal(sent, string.Join('\n', Assert.Single(model.Requests).Messages.Select(static m => $"{m.Role.ToString().ToLowerInvariant()}: {m.Text}")));
    }

    [Fact]
    public void TestsOfOtherToolsBecomeTestCases()
    {
        var github = Some.Reader().ReadText("a.prompt.yml", (string)Files.Single(static r => r.Data.Item3 == SkillFileFormat.GitHubModels).Data.Item2).EnsureValid().Tests;
        var promptfoo = Some.Reader().ReadText("a.yaml", (string)Files.Single(static r => r.Data.Item3 == SkillFileFormat.Promptfoo).Data.Item2).EnsureValid();

        Assert.Equal("""{"path":"$","contains":"fox"}""", Assert.Single(Assert.Single(github).Expect).GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("""{"path":"$","contains":"Bonjour"}""", Assert.Single(Assert.Single(promptfoo.Tests).Expect).GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("polite", Assert.Single(promptfoo.Skill.Variants).Name);
    }

    [Theory]
    [InlineData("rules.mdc", "a rule of Cursor")]
    [InlineData("extract.baml", "a BAML file")]
    [InlineData("chat.poml", "a POML file")]
    [InlineData("AGENTS.md", "a guide for coding agents")]
    [InlineData("style.instructions.md", "an instruction file of GitHub Copilot")]
    public void AFormThatIsNotReadIsCalledByItsName(string file, string name)
    {
        var finding = Assert.Single(Some.Reader().ReadText(file, "text").Diagnostics);

        Assert.Equal("SK110", finding.Code);
        Assert.Contains(name, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".claude/commands/a.md", "Status: !`git status`", "SK304")]
    [InlineData("a.yaml", "_type: prompt\ntemplate: 'Hi {name!r}'\n", "SK303")]
    [InlineData("a.yaml", "_type: agent\n", "SK303")]
    [InlineData("promptfooconfig.yaml", "prompts: [file://prompt.py]\nproviders: [echo]\n", "SK304")]
    public void WhatCannotBeTranslatedIsAnErrorAtItsPlace(string file, string text, string code)
    {
        var result = Some.Reader().ReadText(file, text);

        Assert.False(result.IsValid);
        Assert.Contains(result.Diagnostics, d => d.Code == code);
    }

    [Fact]
    public void AFormOfTheHostIsAskedFirstAndItsFindingsAreReported()
    {
        var result = new SkillFileReader(formats: [new Shouting(), .. SkillFormats.BuiltIn]).ReadText("greet.shout", "hello");

        Assert.Equal("HELLO", result.EnsureValid().Skill.PromptTemplate);
        Assert.Equal(SkillFileFormat.Other, result.Definition!.Format);
    }

    private sealed class Shouting : ISkillFormat
    {
        public string Name => "shout";

        public bool Recognizes(SkillFormatFile file) => file.FileName.EndsWith(".shout", StringComparison.Ordinal);

        public SkillConversion Convert(SkillFormatFile file) =>
            new($"skill: 1\nname: greet\nversion: 1.0.0\ndescription: Shouts what it is given to shout.\nprompt: {file.Text.ToUpperInvariant()}\n", []);
    }
}
