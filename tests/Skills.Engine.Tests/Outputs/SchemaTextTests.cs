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
}
