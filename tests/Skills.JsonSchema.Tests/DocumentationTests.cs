using System.Text.Json;

namespace Skills.JsonSchema.Tests;

/// <summary>The examples and claims of docs/json-schema.md.</summary>
public sealed class DocumentationTests
{
    private static readonly JsonSchemaValidator Schema = JsonSchemaValidator.Compile(JsonElement.Parse("""
        {
          "type": "object",
          "required": ["name", "severity"],
          "properties": {
            "name": { "type": "string", "minLength": 1 },
            "severity": { "enum": ["low", "medium", "high"], "default": "low" }
          },
          "additionalProperties": false
        }
        """));

    [Fact]
    public void TheFirstExampleSaysWhatItSays()
    {
        Assert.True(Schema.IsValid("""{"name":"A","severity":"low"}"""u8));

        var result = Schema.Validate(JsonElement.Parse("""{"name":"","severity":"hgih"}"""));

        Assert.Equal(
            ["/name: \"\" has 0 characters; at least 1 is needed.", "/severity: \"hgih\" is not one of \"low\", \"medium\", \"high\"."],
            result.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void DocumentsAreHandedOver()
    {
        var address = JsonElement.Parse("""{"type":"object"}""");
        var options = new JsonSchemaOptions { BaseUri = "https://example.org/order.json" };
        options.Documents["https://example.org/address.json"] = address;
        var order = JsonSchemaValidator.Compile(JsonElement.Parse("""{ "properties": { "to": { "$ref": "address.json" } } }"""), options);

        Assert.False(order.IsValid("""{"to":1}"""u8));
    }

    [Fact]
    public void TheSchemaCanBeRead()
    {
        Assert.Equal(
            ["name String True ", "severity Any True low"],
            Schema.Root.Properties.Select(property => $"{property.Name} {property.Schema.Types} {property.IsRequired} {property.Schema.Default}"));
    }

    [Fact]
    public void TheLimitsHaveTheDefaultsOfTheTable()
    {
        var options = new JsonSchemaOptions();

        Assert.Equal((16 * 1024 * 1024, 10_000, 250_000, 1_000_000L), (options.MaxSchemaLength, options.MaxSchemaDepth, options.MaxSubschemas, options.MaxPatternSize));
        Assert.Equal((10_000, 50_000_000L, 5_000_000L, 100_000), (options.MaxDepth, options.MaxSteps, options.MaxMatchSteps, options.MaxErrors));
    }

    [Theory]
    [InlineData("date", "2024-02-29")]
    [InlineData("time", "12:00:00Z")]
    [InlineData("date-time", "2024-02-29T12:00:00Z")]
    [InlineData("duration", "P1D")]
    [InlineData("email", "a@example.org")]
    [InlineData("idn-email", "ü@example.org")]
    [InlineData("hostname", "example.org")]
    [InlineData("idn-hostname", "bücher.example")]
    [InlineData("ipv4", "127.0.0.1")]
    [InlineData("ipv6", "::1")]
    [InlineData("uri", "https://example.org/")]
    [InlineData("uri-reference", "/a")]
    [InlineData("iri", "https://example.org/ü")]
    [InlineData("iri-reference", "/ü")]
    [InlineData("uri-template", "/{a}")]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380")]
    [InlineData("json-pointer", "/a")]
    [InlineData("relative-json-pointer", "1/a")]
    [InlineData("regex", "^a$")]
    public void EveryFormatOfTheListIsKnownInEveryDraftAndAnAnnotationByDefault(string format, string text)
    {
        foreach (var draft in Enum.GetValues<JsonSchemaDraft>())
        {
            var schema = $$"""{"format":"{{format}}"}""";
            var asserting = Some.Schema(schema, new JsonSchemaOptions { DefaultDraft = draft, AssertFormat = true });

            Assert.True(asserting.IsValid(JsonSerializer.SerializeToElement(text)));
            Assert.False(asserting.IsValid(JsonSerializer.SerializeToElement("( {")));
            Assert.True(asserting.IsValid(JsonSerializer.SerializeToElement(1)));
            Assert.True(Some.Schema(schema, new JsonSchemaOptions { DefaultDraft = draft }).IsValid(JsonSerializer.SerializeToElement("( {")));
        }
    }
}
