using System.Text.Json;
using Skills.Engine.AspNetCore.OpenApi;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Parts of a schema become components, and references follow them.</summary>
public sealed class SchemaShelfTests
{
    [Theory]
    [InlineData("#/$defs/p", "#/components/schemas/In.p")]
    [InlineData("#/$defs/pq", "#/components/schemas/In.pq")]
    [InlineData("#/$defs/p/properties/x", "#/components/schemas/In.p/properties/x")]
    [InlineData("#/$defs/pq/properties/x", "#/components/schemas/In.pq/properties/x")]
    [InlineData("#/$defs/a~1b", "#/components/schemas/In.a_b")]
    [InlineData("#/$defs/a~0b", "#/components/schemas/In.a_b2")]
    [InlineData("#/%24defs/pq", "#/components/schemas/In.pq")]
    [InlineData("#/$defs/none", "#/$defs/none")]
    [InlineData("#", "#/components/schemas/In")]
    [InlineData("https://example.org/p", "https://example.org/p")]
    public void AReferenceNamesTheComponentOfItsPartAndOfNoOther(string reference, string moved)
    {
        var shelf = new SchemaShelf();
        var part = """{"type":"object","properties":{"x":{"type":"string"}}}""";

        var root = shelf.Add("In", JsonElement.Parse($$$"""{"properties":{"v":{"$ref":"{{{reference}}}"}},"$defs":{"p":{{{part}}},"pq":{{{part}}},"a/b":{{{part}}},"a~b":{{{part}}}}}"""));

        Assert.Equal("#/components/schemas/In", root);
        Assert.Equal(moved, Uri.UnescapeDataString(shelf.Schemas["In"]!["properties"]!["v"]!["$ref"]!.GetValue<string>()));
        Assert.Equal(["In", "In.a_b", "In.a_b2", "In.p", "In.pq"], shelf.Schemas.Keys);
    }
}
