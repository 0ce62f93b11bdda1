using System.Text.Json;

namespace Skills.Engine.Inputs;

/// <summary>
/// Fits the property names of a .NET object to those the schema declares: <c>FirstName</c> becomes <c>firstName</c> or
/// <c>first_name</c> when only that is declared. Names the schema declares as they are, and unknown ones, stay.
/// </summary>
internal static class InputNames
{
    /// <summary>The value with its names fitted; the same value when nothing changes.</summary>
    public static JsonElement Fit(JsonElement value, JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } known || !NeedsFitting(value, known))
        {
            return value;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, known);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    // Depth is bounded by InputReader before this runs.
    private static bool NeedsFitting(JsonElement value, JsonElement? schema) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => FitName(p.Name, value, schema) != p.Name || NeedsFitting(p.Value, Property(schema, p.Name))),
        JsonValueKind.Array => value.EnumerateArray().Any(item => NeedsFitting(item, Items(schema))),
        _ => false,
    };

    private static void Write(Utf8JsonWriter writer, JsonElement value, JsonElement? schema)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    var name = FitName(property.Name, value, schema);
                    writer.WritePropertyName(name);
                    Write(writer, property.Value, Property(schema, name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, Items(schema));
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string FitName(string name, JsonElement owner, JsonElement? schema)
    {
        if (Property(schema, name) is not null)
        {
            return name;
        }

        foreach (var policy in (ReadOnlySpan<JsonNamingPolicy>)[JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower, JsonNamingPolicy.KebabCaseLower])
        {
            var candidate = policy.ConvertName(name);
            if (Property(schema, candidate) is not null && !owner.TryGetProperty(candidate, out _))
            {
                return candidate;
            }
        }

        return name;
    }

    private static JsonElement? Property(JsonElement? schema, string name) =>
        schema is { ValueKind: JsonValueKind.Object } s
        && s.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var property)
            ? property
            : null;

    private static JsonElement? Items(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } s && s.TryGetProperty("items", out var items) ? items : null;
}
