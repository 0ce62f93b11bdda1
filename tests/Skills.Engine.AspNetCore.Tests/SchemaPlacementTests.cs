using System.Text.Json;
using Skills.Engine.AspNetCore.OpenApi;
using Skills.JsonSchema;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>A schema in every form means the same when it is part of a larger document.</summary>
public sealed class SchemaPlacementTests
{
    private const string Person = "\"type\":\"object\",\"properties\":{\"first_name\":{\"type\":\"string\"}},\"required\":[\"first_name\"]";

    [Theory]
    [InlineData("inline", """{"properties":{"p":{PERSON}}}""")]
    [InlineData("#/$defs", """{"properties":{"p":{"$ref":"#/$defs/p"}},"$defs":{"p":{PERSON}}}""")]
    [InlineData("$anchor", """{"properties":{"p":{"$ref":"#q"}},"$defs":{"p":{"$anchor":"q",PERSON}}}""")]
    [InlineData("$id", """{"$id":"https://example.org/a","properties":{"p":{"$ref":"p"}},"$defs":{"p":{"$id":"p",PERSON}}}""")]
    [InlineData("allOf", """{"properties":{"p":{"allOf":[{"$ref":"#/$defs/p"}],"description":"d"}},"$defs":{"p":{PERSON}}}""")]
    [InlineData("nullable anyOf", """{"properties":{"p":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/p"}]}},"$defs":{"p":{PERSON}}}""")]
    [InlineData("if and then", """{"if":{"required":["p"]},"then":{"properties":{"p":{"$ref":"#/$defs/p"}}},"$defs":{"p":{PERSON}}}""")]
    [InlineData("recursive", """{"properties":{"p":{PERSON},"next":{"$ref":"#"}}}""")]
    public void APlacedSchemaMeansWhatItMeantAlone(string form, string schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            SchemaPlacement.Write(writer, JsonElement.Parse(schema.Replace("PERSON", Person, StringComparison.Ordinal)), "/$defs/placed");
        }

        var placed = JsonElement.Parse(stream.ToArray()).GetRawText();
        var document = JsonSchemaValidator.Compile(JsonElement.Parse($$$"""{"$ref":"#/$defs/placed","$defs":{"placed":{{{placed}}},"p":false}}"""));

        Assert.True(document.IsValid(JsonElement.Parse("""{"p":{"first_name":"A"}}""")), form);
        Assert.False(document.IsValid(JsonElement.Parse("""{"p":{"first_name":1}}""")), form);
        Assert.Equal(form != "recursive", document.IsValid(JsonElement.Parse("""{"next":{"p":{}}}""")));
    }
}
