using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Puts a schema whose root is no object into the one property of an object.</summary>
internal static class SchemaWrapper
{
    /// <summary>The property.</summary>
    public const string Property = "value";

    /// <summary>Wraps a lowered schema. Its definitions must stay at the root.</summary>
    public static JsonObject Around(JsonNode inner) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [Property] = inner },
        ["required"] = new JsonArray(Property),
        ["additionalProperties"] = false,
    };

    /// <summary>Wraps a schema as written. Its references to itself and to its parts are rewritten to where those are then.</summary>
    public static JsonObject AroundWhole(JsonElement schema)
    {
        var moved = SchemaRelocation.Move(schema, $"/properties/{Property}");
        return Around(JsonNode.Parse(moved.GetRawText())!);
    }
}
