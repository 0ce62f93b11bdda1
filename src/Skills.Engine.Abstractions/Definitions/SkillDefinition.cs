using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>A skill as a file defines it: what runs, and what is there for people, tests and tools.</summary>
public sealed record SkillDefinition
{
    /// <summary>What runs, its <see cref="Skill.Variants"/> included.</summary>
    public required Skill Skill { get; init; }

    /// <summary>The file it was read from; null when it was made in code.</summary>
    public string? Path { get; init; }

    /// <summary>The form it was read in.</summary>
    public SkillFileFormat Format { get; init; }

    /// <summary>Long help, Markdown; null when the file has none.</summary>
    public string? Details { get; init; }

    /// <summary>Who wrote it.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>The licence, as an SPDX expression; null when the file has none.</summary>
    public string? License { get; init; }

    /// <summary>Names of tools as the file lists them; the same as <see cref="Skill.Tools"/>.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Test cases, from the file and from the file it names.</summary>
    public IReadOnlyList<SkillTestCase> Tests { get; init; } = [];

    /// <summary>Free data under <c>metadata</c>; null when the file has none.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>The form of a skill file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillFileFormat>))]
public enum SkillFileFormat
{
    /// <summary>Made in code.</summary>
    Code,

    /// <summary>Our own form, in YAML, JSON or Markdown.</summary>
    Skill,

    /// <summary>The snake_case form of the Python predecessor.</summary>
    Predecessor,

    /// <summary>An Agent Skills folder: <c>SKILL.md</c>.</summary>
    AgentSkill,

    /// <summary>Google's dotprompt.</summary>
    Dotprompt,

    /// <summary>Microsoft's Prompty, version 1 or 2.</summary>
    Prompty,

    /// <summary>Semantic Kernel: YAML, or <c>skprompt.txt</c> with <c>config.json</c>.</summary>
    SemanticKernel,

    /// <summary>A slash command of Claude Code.</summary>
    ClaudeCommand,

    /// <summary>A subagent of Claude Code.</summary>
    ClaudeAgent,

    /// <summary>A prompt file of GitHub Copilot: <c>.prompt.md</c>.</summary>
    CopilotPrompt,

    /// <summary>A custom agent of GitHub Copilot: <c>.agent.md</c>.</summary>
    CopilotAgent,

    /// <summary>GitHub Models: <c>.prompt.yml</c>.</summary>
    GitHubModels,

    /// <summary>A configuration of promptfoo.</summary>
    Promptfoo,

    /// <summary>A prompt that LangChain saved, in YAML or JSON.</summary>
    LangChain,

    /// <summary>A form that the host added.</summary>
    Other,
}

/// <summary>One test case of a skill, as data; a test runner interprets the expectations.</summary>
public sealed record SkillTestCase
{
    /// <summary>What is tested, as a sentence.</summary>
    public required string Name { get; init; }

    /// <summary>The inputs.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>Texts that stand in for the model, one for each attempt; empty asks the model, or the dry-run model.</summary>
    public IReadOnlyList<string> Respond { get; init; } = [];

    /// <summary>Name of a recording to replay; null for none.</summary>
    public string? Cassette { get; init; }

    /// <summary>Variant to run; null for the skill itself.</summary>
    public string? Variant { get; init; }

    /// <summary>How often it runs. Default 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Free labels to choose cases by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Why it is skipped; null when it runs.</summary>
    public string? Skip { get; init; }

    /// <summary>Expectations, each an object such as <c>{"path": "$.category", "equals": "billing"}</c>.</summary>
    public IReadOnlyList<JsonElement> Expect { get; init; } = [];

    /// <summary>Gets the file that contains the case: the skill file, or the one it names. Null when the case was made in code.</summary>
    public string? File { get; init; }

    /// <summary>Gets the line of the case in <see cref="File"/>, from 1; null when the case was made in code.</summary>
    public int? Line { get; init; }

    /// <summary>Gets the line of each entry of <see cref="Expect"/>; empty when the case was made in code.</summary>
    public IReadOnlyList<int> ExpectLines { get; init; } = [];
}
