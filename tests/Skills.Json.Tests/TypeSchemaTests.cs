using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Json.Tests;

public sealed class TypeSchemaTests
{
    [Fact]
    public void TheOutputSchemaSaysWhatTheTypeSays()
    {
        var schema = JsonNode.Parse(TypeSchema.OfOutput(TypedJson.Default.GetTypeInfo(typeof(Ticket))).GetRawText())!;

        var expected = JsonNode.Parse("""
            {
              "type": "object",
              "properties": {
                "title": { "type": "string", "minLength": 3, "maxLength": 80, "description": "One sentence." },
                "priority": { "type": "integer", "minimum": 1, "maximum": 5 },
                "state": { "enum": ["NotStarted", "InProgress", "Done"], "type": "string" },
                "reference": { "type": ["string", "null"], "pattern": "^(?:[A-Z]{3}-[0-9]+)$" },
                "due": { "type": "string", "format": "date" },
                "labels": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3 },
                "counts": { "type": "object", "additionalProperties": { "type": "integer" }, "propertyNames": { "enum": ["NotStarted", "InProgress", "Done"] } },
                "tree": {
                  "type": ["object", "null"],
                  "properties": { "value": { "type": "string" }, "children": { "type": "array", "items": { "type": "object", "properties": { "value": { "type": "string" }, "children": { "$ref": "#/properties/tree/properties/children" } }, "required": ["value", "children"] } } },
                  "required": ["value", "children"],
                  "default": null
                },
                "remarks": { "type": ["array", "null"], "items": { "type": ["string", "null"] }, "default": null }
              },
              "required": ["title", "priority", "state", "reference", "due", "labels", "counts"]
            }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, schema), schema.ToJsonString());
    }

    [Theory]
    [InlineData(typeof(One<TimeOnly>), """{"value":"14:30:15"}""")]
    [InlineData(typeof(One<DateTime>), """{"value":"2026-02-28T10:00:00"}""")]
    [InlineData(typeof(One<DateTimeOffset>), """{"value":"2026-02-28T10:00:00Z"}""")]
    [InlineData(typeof(One<TimeSpan>), """{"value":"PT1H30M"}""")]
    [InlineData(typeof(One<Guid>), """{"value":"0f8fad5b-d9cb-469f-a165-70867728950e"}""")]
    [InlineData(typeof(One<Uri>), """{"value":"https://example.org/a"}""")]
    [InlineData(typeof(One<decimal>), """{"value":19.90}""")]
    [InlineData(typeof(One<Shape>), """{"value":{"kind":"circle","radius":1,"inner":{"kind":"square","sideLength":2}}}""")]
    [InlineData(typeof(Node), """{"value":"a","children":[{"value":"b","children":[]}]}""")]
    [InlineData(typeof(Basket), """{"items":[1],"owner":"A"}""")]
    public void AValueOfTheTypeSatisfiesTheSchemaOfTheType(Type type, string json)
    {
        var info = TypedJson.Default.GetTypeInfo(type);
        var schema = JsonSchemaValidator.Compile(TypeSchema.OfOutput(info), new() { AssertFormat = true });

        var result = schema.Validate(JsonElement.Parse(json));

        Assert.True(result.IsValid, string.Join("; ", result.Errors.Select(static e => e.Message)));
    }
}
