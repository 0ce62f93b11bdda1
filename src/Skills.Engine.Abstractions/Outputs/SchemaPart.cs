using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Outputs;

/// <summary>The part of a schema that describes a place of the value.</summary>
/// <param name="Schema">That part.</param>
internal readonly record struct SchemaPart(JsonElement Schema)
{
    /// <summary>Follows a JSON Pointer through properties, items and local references; null when the schema says nothing of the place.</summary>
    public static SchemaPart? Of(JsonElement root, string pointer)
    {
        var current = Resolve(root, root);
        foreach (var token in JsonPointer.Split(pointer))
        {
            if (current is not { ValueKind: JsonValueKind.Object } schema || Step(schema, token) is not { } next)
            {
                return null;
            }

            current = Resolve(root, next);
        }

        return current is { } found ? new(found) : null;
    }

    /// <summary>The names under <c>required</c>.</summary>
    public IEnumerable<string> RequiredNames() =>
        Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)
            : [];

    private static JsonElement? Step(JsonElement schema, string token)
    {
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(token, out var property))
        {
            return property;
        }

        if (int.TryParse(token, out var index))
        {
            if (schema.TryGetProperty("prefixItems", out var prefix) && prefix.ValueKind == JsonValueKind.Array && index >= 0 && index < prefix.GetArrayLength())
            {
                return prefix[index];
            }

            if (schema.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Object or JsonValueKind.True)
            {
                return items;
            }
        }

        return schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind == JsonValueKind.Object ? rest : null;
    }

    private static JsonElement? Resolve(JsonElement root, JsonElement schema)
    {
        for (var hops = 0; hops < 32; hops++)
        {
            if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$ref", out var reference) || reference.GetString() is not ['#', .. var pointer])
            {
                return schema;
            }

            if (JsonPointer.Find(root, pointer) is not { } target)
            {
                return null;
            }

            schema = target;
        }

        return null;
    }
}
