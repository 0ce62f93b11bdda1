using System.Text.Json;

namespace Skills.JsonSchema.Tests.Compilation;

/// <summary>What nobody refers to harms nobody.</summary>
public sealed class ReachTests
{
    [Theory]
    [InlineData("""{"type":"string","$defs":{"never":{"$ref":"https://t.example/none"}}}""")]
    [InlineData("""{"type":"string","$defs":{"never":{"allOf":[{"$ref":"#/$defs/never"}]}}}""")]
    [InlineData("""{"type":"string","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    public void ADefinitionNobodyReachesMayLeadNowhere(string schema)
    {
        var compiled = Some.Schema(schema);

        Assert.True(compiled.IsValid(Some.Json("\"a\"")));
        Assert.False(compiled.IsValid(Some.Json("1")));
        Assert.All(compiled.Root.Subschemas, definition => Assert.Equal(JsonSchemaTypes.Any, SchemaView.Of(definition).Types));
    }

    [Fact]
    public void ADefinitionNobodyReachesIsStillShown()
    {
        var definition = Some.Schema("""{"$defs":{"wrong":{"$ref":"#/none"},"good":{"type":"string","$ref":"#/$defs/other"},"other":{"minLength":2}}}""").Root.Subschemas.ElementAt(1);

        Assert.Equal(JsonSchemaTypes.String, definition.Types);
        Assert.Equal(2, SchemaView.Of(definition).MinLength);
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"}]}}}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/none"}}}""")]
    [InlineData("""{"$defs":{"a":{"minimum":"x"}}}""")]
    [InlineData("""{"$defs":{"a":{"pattern":"("}}}""")]
    public void ADefinitionThatIsReachedOrMalformedMayNot(string schema) => Assert.Throws<JsonSchemaException>(() => Some.Schema(schema));

    [Fact]
    public void AMissingDocumentIsNamedHoweverManyOthersThereAre()
    {
        var options = new JsonSchemaOptions { MaxSubschemas = 50 };
        for (var i = 0; i < 100; i++)
        {
            options.Documents[$"https://example.org/{i}"] = Some.Json("""{"properties":{"a":{},"b":{"$ref":"none.json"}}}""");
        }

        options.Documents["https://example.org/broken"] = Some.Json("""{"$id":"https://example.org/none.json","properties":1}""");

        var exception = Assert.Throws<JsonSchemaException>(() => Some.Schema("""{"$ref":"https://example.org/none.json"}""", options));

        Assert.Contains("https://example.org/none.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AResourceWithinADocumentOfAnotherNameIsFound()
    {
        var options = new JsonSchemaOptions();
        options.Documents["https://example.org/all"] = Some.Json("""{"$defs":{"a":{"$id":"https:\/\/example.org/part","type":"string"}}}""");

        Assert.False(Some.Schema("""{"$ref":"https://example.org/part"}""", options).IsValid(Some.Json("1")));
    }

    [Theory]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"type":"string","examples":"x"}}}""")]
    [InlineData("""{"properties":{"a":{"title":1,"description":[],"deprecated":"yes","readOnly":null,"$comment":2}}}""")]
    public void AnAnnotationMayBeMalformed(string schema) => Assert.NotNull(Some.Schema(schema).View.Property("a"));

    [Fact]
    public void OneIdentifierIsForOneSchema()
    {
        var exception = Assert.Throws<JsonSchemaException>(() => Some.Schema(
            """{"$defs":{"a":{"$id":"https://example.org/a","type":"string"},"b":{"$id":"https://example.org/a","type":"integer"}}}"""));

        Assert.Contains("https://example.org/a", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(Some.Schema("""{"$defs":{"a":{"$id":"https://example.org/a","type":"string"},"b":{"$id":"https://example.org/a","type":"string"}}}"""));
    }

    [Theory]
    [InlineData("""{"$id":"https://example.org/a","$defs":{"b":{"$id":"https://example.org/a","type":"integer"}}}""", "the root of its document")]
    [InlineData("""{"$id":"https://example.org/","$defs":{"a":{"$id":"s","type":"string"},"b":{"$id":"https://example.org/s","type":"integer"}}}""", "/$defs/a of its document")]
    [InlineData("""{"$defs":{"a":{"$anchor":"q","type":"string"},"b":{"$anchor":"q","type":"integer"}}}""", "The anchor \"q\" appears twice")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"$id":"#q","type":"string"},"b":{"$id":"#q","type":"integer"}}}""", "The anchor \"q\" appears twice")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#","definitions":{"a":{"id":"#q","type":"string"},"b":{"id":"#q","type":"integer"}}}""", "The anchor \"q\" appears twice")]
    public void ASecondSchemaWithTheSameNameIsRefused(string schema, string expected) =>
        Assert.Contains(expected, Assert.Throws<JsonSchemaException>(() => Some.Schema(schema)).Message, StringComparison.Ordinal);

    [Fact]
    public void ContentIsAnAnnotationUnlessAskedFor()
    {
        const string Schema = """{"$schema":"http://json-schema.org/draft-07/schema#","contentMediaType":"application/json"}""";

        Assert.True(Some.Schema(Schema).IsValid(Some.Json("\"\"")));
        Assert.False(Some.Schema(Schema, new JsonSchemaOptions { AssertContent = true }).IsValid(Some.Json("\"\"")));
    }

    [Theory]
    [InlineData("""{"type":"string","nullable":true}""", "null", true)]
    [InlineData("""{"type":"string","nullable":true}""", "1", false)]
    [InlineData("""{"type":"string","nullable":false}""", "null", false)]
    [InlineData("""{"nullable":true,"minimum":1,"exclusiveMinimum":true}""", "1", false)]
    [InlineData("""{"type":"string","nullable":true,"enum":["a"]}""", "null", false)]
    [InlineData("""{"type":"string","nullable":true,"enum":["a",null]}""", "null", true)]
    public void SchemasOfOpenApiAreReadWhenAskedFor(string schema, string instance, bool expected)
    {
        var options = new JsonSchemaOptions { DefaultDraft = JsonSchemaDraft.Draft4, OpenApi30 = true };

        Assert.Equal(expected, Some.Schema(schema, options).IsValid(Some.Json(instance)));
        Assert.False(Some.Schema("""{"type":"string","nullable":true}""").IsValid(Some.Json("null")));
    }

    [Theory]
    [InlineData("a@\\u302eb.c", false)]
    [InlineData("a@b\\u00fccher.example", true)]
    public void TheDomainOfAnInternationalAddressIsMadeOfLabels(string address, bool expected) =>
        Assert.Equal(expected, Some.Schema("""{"format":"idn-email"}""", Some.Asserting).IsValid(Some.Json($"\"{address}\"")));
}
