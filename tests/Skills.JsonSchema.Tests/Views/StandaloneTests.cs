using System.Text.Json;

namespace Skills.JsonSchema.Tests.Views;

public sealed class StandaloneTests
{
    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"},"unused":{}}}""", """{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""")]
    [InlineData("""{"properties":{"x":{"$ref":"#p"}},"$defs":{"a b":{"$anchor":"p","type":"string"}}}""", """{"properties":{"x":{"$ref":"#/$defs/a_b"}},"$defs":{"a_b":{"type":"string"}}}""")]
    [InlineData("""{"$id":"https://example.org/a","items":{"$ref":"b"},"$defs":{"b":{"$id":"b","items":{"$ref":"#"}}}}""", """{"items":{"$ref":"#/$defs/b"},"$defs":{"b":{"items":{"$ref":"#/$defs/b"}}}}""")]
    [InlineData("""{"items":{"$ref":"#"},"$comment":"x"}""", """{"items":{"$ref":"#"},"$comment":"x"}""")]
    [InlineData("""{"enum":[{"$ref":"#/$defs/a"}],"default":{"$id":"x"},"x-y":{"$anchor":"z"}}""", """{"enum":[{"$ref":"#/$defs/a"}],"default":{"$id":"x"},"x-y":{"$anchor":"z"}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"$ref":"#/definitions/a","title":"t"}],"definitions":{"a":{"$id":"#x","const":1}}}""", """{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"$ref":"#/definitions/a"}],"definitions":{"a":{"const":1}}}""")]
    [InlineData("""{"properties":{"$ref":{"type":"string"},"$defs":{"$ref":"#/properties/$ref"}}}""", """{"properties":{"$ref":{"type":"string"},"$defs":{"$ref":"#/$defs/_ref"}},"$defs":{"_ref":{"type":"string"}}}""")]
    [InlineData("true", "true")]
    public void ASchemaStandsAlone(string schema, string expected)
    {
        var standalone = Some.Schema(schema).Root.ToStandalone();

        Assert.True(JsonElement.DeepEquals(Some.Json(expected), standalone), standalone.GetRawText());
        Assert.NotNull(JsonSchemaValidator.Compile(standalone));
    }

    [Fact]
    public void APartTakesItsDefinitionsAlong()
    {
        var whole = Some.Schema("""
            {"properties":{"list":{"type":"array","items":{"$ref":"#/$defs/item"}}},
             "$defs":{"item":{"properties":{"next":{"$ref":"#/$defs/item"},"owner":{"$ref":"#/properties/list"}}}}}
            """);
        var list = whole.View.Property("list")!.Schema;

        Assert.Equal(
            """{"type":"array","items":{"$ref":"#/$defs/item"},"$defs":{"item":{"properties":{"next":{"$ref":"#/$defs/item"},"owner":{"$ref":"#"}}}}}""",
            list.ToStandalone().GetRawText());
        Assert.Equal("/properties/list", list.DocumentPointer);
        Assert.False(JsonSchemaValidator.For(list).IsValid(Some.Json("{}")));
        Assert.True(JsonSchemaValidator.For(list).IsValid(Some.Json("""[{"owner":[]}]""")));
    }

    [Fact]
    public void AVerdictIsTheSameForASchemaThatStandsAlone()
    {
        foreach (var (schema, instance) in Pairs())
        {
            var whole = Some.Schema(schema);

            Assert.Equal(whole.IsValid(Some.Json(instance)), JsonSchemaValidator.Compile(whole.Root.ToStandalone()).IsValid(Some.Json(instance)));
        }
    }

    private static IEnumerable<(string Schema, string Instance)> Pairs()
    {
        const string Tree = """{"$id":"https://example.org/tree","$dynamicAnchor":"node","properties":{"children":{"items":{"$dynamicRef":"#node"}},"data":{"type":"integer"}},"unevaluatedProperties":false}""";
        yield return (Tree, """{"children":[{"data":1}]}""");
        yield return (Tree, """{"children":[{"daat":1}]}""");
        yield return ("""{"$ref":"#/$defs/a","$dynamicRef":"#b","$defs":{"a":{"minimum":1},"b":{"$dynamicAnchor":"b","maximum":3}}}""", "0");
        yield return ("""{"$ref":"#/$defs/a","$dynamicRef":"#b","allOf":[true],"$defs":{"a":{"minimum":1},"b":{"$dynamicAnchor":"b","maximum":3}}}""", "4");
    }
}
