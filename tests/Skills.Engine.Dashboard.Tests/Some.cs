using System.Text.Json;

namespace Skills.Engine.Dashboard.Tests;

internal static class Some
{
    /// <summary>A secret that inputs, prompts and outputs carry. A viewer without the right to see content never gets it.</summary>
    public const string Canary = "canary-7f3a91";

    public static Skill Greeter { get; } = new()
    {
        Id = "greeter",
        Name = "Greeter",
        Version = "1.2.0",
        Description = "Greets people.",
        Category = "TALK",
        Tags = ["polite"],
        PromptTemplate = $"Greet {{{{ name }}}} {{{{ times }}}} times. {Canary}",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string","minLength":1},"times":{"type":"integer","default":1,"maximum":9},"tone":{"enum":["warm","cold"]},"loud":{"type":"boolean"},"tags":{"type":"array","items":{"type":"string"}}},"required":["name"],"additionalProperties":false}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"},"score":{"type":"integer","minimum":0}},"required":["greeting"]}"""),
        Examples = [new(JsonElement.Parse($$"""{"name":"Bo {{Canary}}"}"""), JsonElement.Parse($$"""{"greeting":"Hello Bo {{Canary}}"}"""), "a friend")],
        Limits = new() { Attempts = 1 },
        Variants = [new("short", 0, new() { Id = "greeter", Name = "Greeter", Version = "1.2.0", PromptTemplate = "Hi {{ name }}", InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}}}""") })],
    };

    public static Skill Older { get; } = Greeter with { Version = "1.1.0", PromptTemplate = "Say hello to {{ name }}.", Variants = [] };

    public static Skill Broken { get; } = Greeter with { Id = "broken", Name = "Broken", PromptTemplate = $"{Canary} {{{{ name | no_such_filter }}}}", Examples = [], Variants = [] };
}
