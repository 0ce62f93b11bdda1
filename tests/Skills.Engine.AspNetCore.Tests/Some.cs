using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

internal static class Some
{
    public static Skill Greeter { get; } = new()
    {
        Id = "greeter",
        Name = "Greeter",
        Version = "1.2.0",
        Description = "Greets people.",
        Category = "TALK",
        Tags = ["polite"],
        PromptTemplate = "Greet {{ name }} {{ times }} times. secret-prompt-part",
        InputSchema = JsonElement.Parse("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"name":{"type":"string","minLength":1},"times":{"type":"integer","default":1,"maximum":9}},"required":["name"],"additionalProperties":false}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
        Examples = [new(JsonElement.Parse("""{"name":"Bo"}"""), JsonElement.Parse("""{"greeting":"Hello Bo"}"""))],
        Limits = new() { Attempts = 1 },
    };

    public static Skill Strict { get; } = Greeter with
    {
        Id = "strict",
        Name = "Strict greeter",
        ValidationRules = [new() { Type = "regex", Parameters = JsonElement.Parse("""{"field":"greeting","pattern":"^Dear"}""") }],
        Examples = [],
    };

    public static Skill Tree { get; } = new()
    {
        Id = "tree-maker",
        Name = "Tree maker",
        PromptTemplate = "Make a tree.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"root":{"$ref":"#/$defs/node"},"like":{"const":{"$ref":"#/$defs/node"}},"$ref":{"type":"string"}},"$defs":{"node":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"again":{"$ref":"#"}}}"""),
    };

    public static Skill Old { get; } = Greeter with { Id = "old-greeter", Name = "Old greeter", Status = SkillStatus.Deprecated, Replacement = "greeter", Examples = [] };

    public static Skill Gone { get; } = Greeter with { Id = "gone-greeter", Name = "Gone greeter", Status = SkillStatus.Archived, Replacement = "greeter", Examples = [] };

    public static Skill Nowhere { get; } = Greeter with { Id = "nowhere", Name = "Nowhere", ModelPreferences = new() { MinQuality = 1 }, Examples = [] };

    public static Skill Hasty { get; } = Greeter with { Id = "hasty", Name = "Hasty", Limits = new() { Timeout = TimeSpan.FromMilliseconds(200), Attempts = 1 }, Examples = [] };

    public static Skill Broken { get; } = Greeter with { Id = "broken", Name = "Broken", PromptTemplate = "secret-prompt-part {{ name | no_such_filter }}", Examples = [] };

    public static Skill BadRule { get; } = Greeter with { Id = "bad-rule", Name = "Bad rule", ValidationRules = [new() { Type = "no-such-rule" }], Examples = [] };

    public static Skill BadSchema { get; } = Greeter with { Id = "bad-schema", Name = "Bad schema", OutputSchema = JsonElement.Parse("""{"type":"secret-prompt-part"}"""), Examples = [] };

    public static Skill Wordy { get; } = Greeter with { Id = "wordy", Name = "Wordy", Limits = new() { MaxInputTokens = 2 }, Examples = [] };

    public static IReadOnlyList<Skill> Skills { get; } = [Greeter, Strict, Tree, Old, Gone, Nowhere, Hasty, Broken, Wordy];
}
