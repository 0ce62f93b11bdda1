using System.Text.Json;

namespace Skills.Engine.Outputs;

public class SchemaTextTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "string")]
    [InlineData("""{"type":["string","null"]}""", "string | null")]
    [InlineData("""{"enum":["a","b",1]}""", "\"a\" | \"b\" | 1")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":5}""", "integer (1 to 5)")]
    [InlineData("""{"type":"string","maxLength":140,"format":"email"}""", "string (at most 140 characters) as email")]
    [InlineData("""{"type":"array","items":{"type":"number"},"minItems":1}""", "[number, …] (1 or more items)")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", "integer | null")]
    [InlineData("true", "any")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{\n  [any name]: integer,\n}")]
    [InlineData("false", "never")]
    [InlineData("5", "any")]
    [InlineData("{}", "any")]
    [InlineData("""{"const":"x"}""", "\"x\"")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"const":null},{"type":"string"}]}""", "integer | null | string")]
    [InlineData("""{"type":"integer","minimum":1}""", "integer (1 or more)")]
    [InlineData("""{"type":"number","maximum":1.5}""", "number (at most 1.5)")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":9,"multipleOf":3}""", "number above 0 below 9 a multiple of 3")]
    [InlineData("""{"type":"string","minLength":1,"maxLength":2,"pattern":"^a"}""", "string (1 to 2 characters) matching ^a")]
    [InlineData("""{"type":"boolean","minimum":1,"minLength":1,"format":"email"}""", "boolean")]
    [InlineData("""{"type":"string","minimum":1}""", "string")]
    [InlineData("""{"type":"array","items":{"type":"string"},"maxItems":3,"uniqueItems":true}""", "[string, …] (at most 3 items) all different")]
    [InlineData("""{"type":"array","uniqueItems":false}""", "[…]")]
    [InlineData("""{"items":{"type":"string"}}""", "[string, …]")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "{\n  \"a\"?: string,\n}")]
    [InlineData("""{"type":"object"}""", "{ … }")]
    [InlineData("""{"type":"object","additionalProperties":false}""", "{ … }")]
    [InlineData("""{"type":["object","null"],"required":["a"],"properties":{"a":{"type":"object","properties":{"b":{}}}},"additionalProperties":{"type":"integer"}}""", "{\n  \"a\": {\n    \"b\"?: any,\n  },\n  [any name]: integer,\n} | null")]
    [InlineData("""{"$ref":"other.json#/$defs/x"}""", "(x, as above)")]
    [InlineData("""{"type":"array","items":{"$ref":"#"}}""", "[[(the whole shape again), …], …]")]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":{"items":{"$ref":"#/$defs/a"}},"a":{"type":"string"}}}""", "[string, …]")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"string"}}}""", "string | string")]
    public void DescribesInFewTokens(string schema, string text) => Assert.Equal(text, SchemaText.Render(JsonElement.Parse(schema)));

    [Fact]
    public void KeepsTheOrderOfTheSchemaAndItsDescriptions() => Assert.Equal(
        """
        {
          "b": string, // The second
          "a"?: [{
            "x": boolean,
          }, …],
        }
        """,
        SchemaText.Render(JsonElement.Parse("""{"type":"object","required":["b"],"properties":{"b":{"type":"string","description":"The\n second"},"a":{"type":"array","items":{"$ref":"#/$defs/x"}}},"$defs":{"x":{"type":"object","required":["x"],"properties":{"x":{"type":"boolean"}}}}}""")));

    [Fact]
    public void ARecursiveSchemaEnds() => Assert.Contains(
        "as above",
        SchemaText.Render(JsonElement.Parse("""{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}}}""")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(OutputFormat.Json, true, "Answer with one JSON value of this shape and nothing else. A name followed by ? may be left out.\n\nstring")]
    [InlineData(OutputFormat.Json, false, "Answer with one JSON value and nothing else.")]
    [InlineData(OutputFormat.Yaml, true, "Answer with one YAML document of this shape and nothing else. A name followed by ? may be left out.\n\nstring")]
    [InlineData(OutputFormat.Yaml, false, "Answer with one YAML document and nothing else.")]
    [InlineData(OutputFormat.Markdown, true, "Answer in Markdown.")]
    [InlineData(OutputFormat.Text, true, "Answer in plain text.")]
    public void TheInstructionsAskForTheFormatAndItsShape(OutputFormat format, bool hasSchema, string text) =>
        Assert.Equal(text, SchemaText.Instructions(hasSchema ? JsonElement.Parse("""{"type":"string"}""") : null, format));

    [Fact]
    public void BelowTheDeepestLevelAnythingGoes()
    {
        var schema = string.Concat(Enumerable.Repeat("""{"type":"object","properties":{"a":""", 30)) + "true" + new string('}', 60);

        var text = SchemaText.Render(JsonElement.Parse(schema));

        Assert.Equal(25, text.Split("\"a\"?: ").Length - 1);
        Assert.Contains("\"a\"?: any,", text, StringComparison.Ordinal);
    }
}
