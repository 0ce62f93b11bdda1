using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Finds the types that a lowered schema names.</summary>
internal static class LoweredTypes
{
    private static readonly (JsonSchemaTypes Type, string Name)[] Names =
    [
        (JsonSchemaTypes.Object, "object"), (JsonSchemaTypes.Array, "array"), (JsonSchemaTypes.String, "string"), (JsonSchemaTypes.Number, "number"),
        (JsonSchemaTypes.Integer, "integer"), (JsonSchemaTypes.Boolean, "boolean"), (JsonSchemaTypes.Null, "null"),
    ];

    /// <summary>The types of a place. Where the schema names none, those that its other keywords speak of; any when they speak of none.</summary>
    public static JsonSchemaTypes Of(SchemaView view)
    {
        if (view.Types != JsonSchemaTypes.Any)
        {
            return view.Types;
        }

        return view switch
        {
            { Properties.Count: > 0 } or { Rest: not null } or { Required.Count: > 0 } => JsonSchemaTypes.Object,
            { Items: not null } or { PrefixItems.Count: > 0 } or { MinItems: > 0 } or { MaxItems: not null } => JsonSchemaTypes.Array,
            { Pattern: not null } or { MinLength: > 0 } or { MaxLength: not null } or { Format: not null } => JsonSchemaTypes.String,
            { Minimum: not null } or { Maximum: not null } or { ExclusiveMinimum: not null } or { ExclusiveMaximum: not null } or { MultipleOf: not null } =>
                JsonSchemaTypes.Number | JsonSchemaTypes.Integer,
            _ => JsonSchemaTypes.Any,
        };
    }

    /// <summary>Writes <c>type</c>: one name, or a list with <c>null</c> at its end.</summary>
    public static void Write(JsonObject result, JsonSchemaTypes types)
    {
        if (types == JsonSchemaTypes.Any)
        {
            return;
        }

        var names = Names.Where(n => (types & n.Type) != 0 && !(n.Type == JsonSchemaTypes.Integer && (types & JsonSchemaTypes.Number) != 0)).Select(static n => n.Name).ToList();
        result["type"] = names.Count == 1 ? names[0] : new JsonArray([.. names.Select(static n => (JsonNode)n)]);
    }

    /// <summary>Adds <c>null</c> to what a lowered schema allows.</summary>
    public static JsonObject Nullable(JsonObject schema)
    {
        if (!schema.ContainsKey("enum") && !schema.ContainsKey("const"))
        {
            switch (schema["type"])
            {
                case JsonArray types:
                    types.Add((JsonNode)"null");
                    return schema;
                case JsonValue type:
                    schema["type"] = new JsonArray(type.DeepClone(), "null");
                    return schema;
            }
        }

        return new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }
}
