using System.Text.Json;

namespace Skills.JsonSchema.Tests.Compilation;

public sealed class CompileTests
{
    [Theory]
    [InlineData("3", "#", "object or a boolean")]
    [InlineData("""{"type":"strnig"}""", "#/type", "not \"strnig\"")]
    [InlineData("""{"type":[]}""", "#/type", "at least one type")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "#/properties/a/minLength", "at least 0, not -1")]
    [InlineData("""{"minItems":1.5}""", "#/minItems", "integer")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf", "greater than 0")]
    [InlineData("""{"maximum":"3"}""", "#/maximum", "number")]
    [InlineData("""{"required":"a"}""", "#/required", "array")]
    [InlineData("""{"required":[1]}""", "#/required", "property names")]
    [InlineData("""{"enum":1}""", "#/enum", "array")]
    [InlineData("""{"uniqueItems":1}""", "#/uniqueItems", "true or false")]
    [InlineData("""{"items":[true]}""", "#/items", "schema")]
    [InlineData("""{"properties":[]}""", "#/properties", "object")]
    [InlineData("""{"properties":{"a/b":1}}""", "#/properties/a~1b", "object or a boolean")]
    [InlineData("""{"allOf":[]}""", "#/allOf", "at least one")]
    [InlineData("""{"anyOf":[true,7]}""", "#/anyOf/1", "object or a boolean")]
    [InlineData("""{"not":[]}""", "#/not", "schema")]
    [InlineData("""{"$ref":1}""", "#/$ref", "string")]
    [InlineData("""{"$ref":"#/nowhere"}""", "#/$ref", "leads to no schema")]
    [InlineData("""{"$ref":"#nowhere"}""", "#/$ref", "leads to no schema")]
    [InlineData("""{"items":{"$ref":"other.json#/a"}}""", "#/items/$ref", "not known")]
    [InlineData("""{"$id":"https://example.org/a/b","items":{"$ref":"c"}}""", "https://example.org/a/b#/items/$ref", "https://example.org/a/c")]
    [InlineData("""{"$schema":"https://example.org/meta"}""", "#/$schema", "not known")]
    [InlineData("""{"$id":"https://example.org/a#b"}""", "#/$id", "no fragment")]
    [InlineData("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "#/$defs/b/$anchor", "twice")]
    [InlineData("""{"$defs":{"a":{"pattern":"("}}}""", "#/$defs/a/pattern", "parenthesis")]
    [InlineData("""{"$ref":"#"}""", "#", "never end")]
    [InlineData("""{"properties":{"a":{"not":{"$ref":"#/properties/a"}}}}""", "#/properties/a", "never end")]
    public void RefuseWithAPlaceAndASentence(string schema, string location, string part)
    {
        var exception = Assert.Throws<JsonSchemaException>(() => Some.Schema(schema));

        Assert.Equal(location, exception.Location);
        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DocumentsAreFoundByTheirUriAndByTheIdentifiersWithin()
    {
        var options = new JsonSchemaOptions { BaseUri = "https://example.org/root.json" };
        options.Documents["https://example.org/types.json"] = Some.Json("""
            {"$defs":{"n":{"$id":"https://elsewhere.org/number","type":"number","$anchor":"here"}},"type":"string"}
            """);

        var schema = Some.Schema(
            """{"prefixItems":[{"$ref":"types.json"},{"$ref":"https://elsewhere.org/number"},{"$ref":"https://elsewhere.org/number#here"},{"$ref":"types.json#/$defs/n"}]}""",
            options);

        Assert.True(schema.IsValid(Some.Json("""["a",1,1,1]""")));
        Assert.Equal(4, schema.Validate(Some.Json("""[1,"a","a","a"]""")).Errors.Count);
        Assert.Equal("https://elsewhere.org/number#/type", schema.Validate(Some.Json("""["a","b"]""")).Errors[0].SchemaLocation);
    }

    [Fact]
    public void OneSchemaMayCrossDrafts()
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://example.org/old"] = Some.Json("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"prefixItems":[false]}""");

        var schema = Some.Schema("""{"$ref":"https://example.org/old"}""", options);

        Assert.True(schema.IsValid(Some.Json("[\"a\"]")));
        Assert.False(schema.IsValid(Some.Json("[1]")));
    }

    [Fact]
    public void ACustomMetaschemaDecidesWhichKeywordsCount()
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://example.org/meta"] = Some.Json("""
            {"$id":"https://example.org/meta","$schema":"https://json-schema.org/draft/2020-12/schema",
             "$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://json-schema.org/draft/2020-12/vocab/applicator":true,"https://example.org/extra":false}}
            """);
        options.Documents["https://example.org/strange"] = Some.Json("""{"$vocabulary":{"https://example.org/extra":true}}""");

        var schema = Some.Schema("""{"$schema":"https://example.org/meta","properties":{"a":{"minimum":5},"b":false}}""", options);

        Assert.True(schema.IsValid(Some.Json("""{"a":1}""")));
        Assert.False(schema.IsValid(Some.Json("""{"b":1}""")));
        Assert.Contains("extra", Assert.Throws<JsonSchemaException>(() => Some.Schema("""{"$schema":"https://example.org/strange"}""", options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-04/schema#")]
    [InlineData("http://json-schema.org/draft-06/schema#")]
    [InlineData("http://json-schema.org/draft-07/schema")]
    [InlineData("https://json-schema.org/draft/2019-09/schema")]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    public void EveryMetaschemaIsCarriedInsideAndValidatesItself(string uri)
    {
        var schema = Some.Schema($$"""{"$ref":"{{uri}}"}""");

        Assert.True(schema.IsValid(Some.Json("""{"type":"object","properties":{"a":{"type":"string"}}}""")));
        Assert.False(schema.IsValid(Some.Json("""{"properties":{"a":{"type":"strnig"}}}""")));
        Assert.False(schema.Validate(Some.Json("""{"properties":{"a":{"minLength":-1}}}""")).IsValid);
    }

    [Theory]
    [InlineData("""{"$ref":"#/x/a/properties/b","allOf":[{"$ref":"#/x/a"},{"$ref":"#/x"}],"x":{"a":{"properties":{"b":{"$anchor":"q","type":"string"}}}}}""", "\"s\"", "1")]
    [InlineData("""{"$ref":"#/examples/0","examples":[{"type":"string"}]}""", "\"s\"", "1")]
    [InlineData("""{"$ref":"#/a~1b/c%25d/","a/b":{"c%d":{"":{"type":"string"}}}}""", "\"s\"", "1")]
    public void PointersLeadAnywhere(string text, string valid, string invalid)
    {
        var schema = Some.Schema(text);

        Assert.True(schema.IsValid(Some.Json(valid)));
        Assert.False(schema.IsValid(Some.Json(invalid)));
    }

    [Fact]
    public void ADocumentThatIsNoSchemaMayHoldSome()
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://example.org/list"] = Some.Json("""[{"type":"string"}]""");

        Assert.False(Some.Schema("""{"$ref":"https://example.org/list#/0"}""", options).IsValid(Some.Json("1")));
        Assert.Throws<JsonSchemaException>(() => Some.Schema("""{"$ref":"https://example.org/list"}""", options));
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Some.Schema("{}", new JsonSchemaOptions { MaxErrors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Some.Schema("{}", new JsonSchemaOptions { MaxMatchSteps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Some.Schema("{}", new JsonSchemaOptions { DefaultDraft = (JsonSchemaDraft)9 }));
    }

    [Fact]
    public void CompilingTwiceIsNoConflict()
    {
        const string Text = """{"$id":"https://example.org/same","type":"string"}""";

        Assert.True(Some.Schema(Text).IsValid(Some.Json("\"a\"")));
        Assert.False(Some.Schema(Text).IsValid(JsonSerializer.SerializeToElement(1)));
    }
}
