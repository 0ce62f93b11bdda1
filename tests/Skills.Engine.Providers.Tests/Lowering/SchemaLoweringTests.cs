using System.Text.Json;
using Skills.Engine.Providers.Schemas;
using Skills.Engine.Providers.OpenAI;
using Skills.Engine.Providers.Anthropic;
using Skills.Engine.Providers.Google;

namespace Skills.Engine.Providers.Tests.Lowering;

public sealed class SchemaLoweringTests
{
    private static readonly SchemaDialect OpenAI = new OpenAIWire(new()).Dialect;
    private static readonly SchemaDialect Anthropic = new AnthropicWire(new()).Dialect;
    private static readonly SchemaDialect Google = new GoogleWire(new()).Dialect;

    [Fact]
    public void OpenAIGetsClosedObjectsWithEveryPropertyRequired()
    {
        var lowered = Lower(OpenAI, """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["a"],
             "properties":{
               "a":{"type":"string","minLength":1,"pattern":"^[a-z]+$"},
               "b":{"type":["integer","null"],"minimum":0},
               "c":{"type":"array","items":{"type":"object","properties":{"d":{"enum":["x","y"]}}},"uniqueItems":true},
               "e":{"$ref":"#/$defs/e","description":"beside a reference"},
               "g":{"$ref":"#/$defs/e"}},
             "$defs":{"e":{"type":"object","properties":{"f":{"type":"boolean"}},"required":["f"]}}}
            """);

        Assert.True(lowered.Strict);
        Same("""
            {"type":"object",
             "properties":{
               "a":{"type":"string","pattern":"^[a-z]+$","description":"(minLength: 1)"},
               "b":{"type":["integer","null"],"minimum":0},
               "c":{"type":["array","null"],"items":{"type":"object","properties":{"d":{"anyOf":[{"type":"string","enum":["x","y"]},{"type":"null"}]}},"additionalProperties":false,"required":["d"]},"description":"(uniqueItems: true)"},
               "e":{"type":["object","null"],"properties":{"f":{"type":"boolean"}},"required":["f"],"additionalProperties":false,"description":"beside a reference"},
               "g":{"anyOf":[{"$ref":"#/$defs/e"},{"type":"null"}]}},
             "required":["a","b","c","e","g"],
             "additionalProperties":false,
             "$defs":{"e":{"type":"object","properties":{"f":{"type":"boolean"}},"required":["f"],"additionalProperties":false}}}
            """, lowered.Schema);
    }

    [Fact]
    public void NullsThatStandForAbsenceAreTakenOutAgain()
    {
        var lowered = Lower(OpenAI, """
            {"type":"object","required":["kept","list"],"properties":{
              "kept":{"type":["string","null"]},
              "optional":{"type":"string"},
              "nullable":{"type":["string","null"]},
              "list":{"type":"array","items":{"$ref":"#/$defs/item"}}},
             "$defs":{"item":{"type":"object","properties":{"x":{"type":"integer"},"y":{"anyOf":[{"type":"integer"},{"type":"null"}]}}}}}
            """);

        Same(
            """{"kept":null,"nullable":null,"list":[{"y":null},{"x":1,"y":2}]}""",
            Some.Json(lowered.Raise("""{"kept":null,"optional":null,"nullable":null,"list":[{"x":null,"y":null},{"x":1,"y":2}]}""")));
        Assert.Equal("""no JSON, null""", lowered.Raise("""no JSON, null"""));
        Assert.Equal("""{"kept" : "a", "list":[]}""", lowered.Raise("""{"kept" : "a", "list":[]}"""));
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", """["a"]""")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"a\"")]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]}]}""", """{"a":1}""")]
    public void ARootThatIsNoObjectIsWrappedAndUnwrapped(string schema, string value)
    {
        foreach (var dialect in (SchemaDialect[])[OpenAI, Anthropic])
        {
            var lowered = Lower(dialect, schema);
            Assert.Equal("object", lowered.Schema.GetProperty("type").GetString());
            Assert.Equal(value, lowered.Raise($$"""{"value":{{value}}}"""));
        }
    }

    [Fact]
    public void AnthropicGetsNoBoundsAndNoOneOf()
    {
        var lowered = Lower(Anthropic, """
            {"type":"object","properties":{
               "n":{"type":"integer","minimum":1,"maximum":5,"description":"How many."},
               "t":{"type":"string","format":"date"},
               "u":{"type":"string","format":"color"},
               "l":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3},
               "m":{"type":"array","items":{"type":"string"},"minItems":2},
               "o":{"oneOf":[{"type":"string"},{"type":"integer"}]}},
             "required":["n"]}
            """);

        Same("""
            {"type":"object","properties":{
               "n":{"type":"integer","description":"How many. (minimum: 1; maximum: 5)"},
               "t":{"type":"string","format":"date"},
               "u":{"type":"string","description":"(format: \"color\")"},
               "l":{"type":"array","items":{"type":"string"},"minItems":1,"description":"(maxItems: 3)"},
               "m":{"type":"array","items":{"type":"string"},"description":"(minItems: 2)"},
               "o":{"anyOf":[{"type":"string"},{"type":"integer"}]}},
             "required":["n"],"additionalProperties":false}
            """, lowered.Schema);
    }

    [Fact]
    public void GoogleGetsEnumsForConstantsAndBareReferences()
    {
        var lowered = Lower(Google, """
            {"type":"object","properties":{
              "kind":{"const":"a"},"x":{"type":"number","exclusiveMinimum":0},"m":{"type":"object","additionalProperties":{"type":"string"}},
              "r":{"$ref":"#/$defs/r","title":"R"}},"$defs":{"r":{"type":"object","properties":{"r":{"$ref":"#/$defs/r"}}}}}
            """);

        Same("""
            {"type":"object","properties":{
              "kind":{"type":"string","enum":["a"]},"x":{"type":"number","description":"(exclusiveMinimum: 0)"},"m":{"type":"object","additionalProperties":{"type":"string"}},
              "r":{"anyOf":[{"$ref":"#/$defs/r"}],"title":"R"}},"$defs":{"r":{"type":"object","properties":{"r":{"$ref":"#/$defs/r"}}}}}
            """, lowered.Schema);
    }

    [Theory]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":true}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"patternProperties":{"^x":{"type":"string"}}}""")]
    [InlineData("""{"type":"object","allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"properties":{"b":{}}}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["b"]}""")]
    public void WhatWouldChangeItsMeaningIsNotAskedForStrictly(string schema)
    {
        Assert.Null(LoweredSchema.Lower(Some.Json(schema), Anthropic));
        var loose = LoweredSchema.Lower(Some.Json(schema), OpenAI);
        Assert.NotEqual(true, loose?.Strict);
    }

    [Fact]
    public void ARecursiveSchemaIsNotForAnthropic()
    {
        const string Schema = """{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"],"additionalProperties":false}""";
        Assert.Null(LoweredSchema.Lower(Some.Json(Schema), Anthropic));
        Assert.True(Lower(OpenAI, Schema).Strict);
        Assert.NotNull(Lower(Anthropic, """{"type":"object","properties":{"a":{"$ref":"#/$defs/x"},"b":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"string"}}}"""));
    }

    [Fact]
    public void ASchemaOfThousandsOfLevelsIsRefusedAndNoCrash()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 60)) + "{}" + new string('}', 60);
        Assert.Null(LoweredSchema.Lower(Some.Json(deep), Anthropic));
        var alone = string.Concat(Enumerable.Repeat("""{"anyOf":[""", 30)) + "{}" + string.Concat(Enumerable.Repeat("]}", 30));
        Assert.Null(LoweredSchema.Lower(Some.Json("""{"type":"object","properties":{"a":""" + alone + "}}"), new SchemaDialect { Keywords = new HashSet<string> { "type" } }));
    }

    private static LoweredSchema Lower(SchemaDialect dialect, string schema)
    {
        var lowered = LoweredSchema.Lower(Some.Json(schema), dialect);
        Assert.NotNull(lowered);
        return lowered;
    }

    private static void Same(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(Some.Json(expected), actual), $"expected {expected}\nactual   {actual.GetRawText()}");
}
