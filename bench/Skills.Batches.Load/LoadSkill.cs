using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Batches.Load;

/// <summary>The skill and the items of every measurement.</summary>
internal static class LoadSkill
{
    /// <summary>What comes before the number in the prompt.</summary>
    public const string Prompt = "Number ";

    public static Skill Skill { get; } = new()
    {
        Id = "echo",
        Name = "Echo",
        PromptTemplate = Prompt + "{{ n }}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "n": { "type": "integer" }, "text": { "type": "string" } }, "required": ["n"] }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "echo": { "type": "string" } }, "required": ["echo"] }"""),
        Cache = new() { Enabled = false },
        Limits = new() { Attempts = 1 },
        ModelPreferences = new() { MaxOutputTokens = 10 },
    };

    /// <summary>Returns the items of a run, which are made while they are read.</summary>
    public static BatchSource Source(int items) => BatchSource.From(Enumerable.Range(1, items).Select(static n => new BatchItem(JsonElement.Parse(Inputs(n)))));

    /// <summary>Returns the items of a run, each with a text.</summary>
    public static BatchSource Source(int items, string text) => BatchSource.From(Enumerable.Range(1, items).Select(n => new BatchItem(JsonElement.Parse($$"""{"n":{{n}},"text":"{{text}}"}"""))));

    /// <summary>Returns the inputs of an item.</summary>
    public static string Inputs(int row) => $$"""{"n":{{row}}}""";
}
