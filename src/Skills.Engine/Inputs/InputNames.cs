using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>
/// Fits the property names of a .NET object to those the schema declares: <c>FirstName</c> becomes <c>firstName</c> or
/// <c>first_name</c> when only that is declared. Names the schema declares as they are, and unknown ones, stay.
/// </summary>
/// <remarks>A name counts as declared wherever the schema declares it: behind references, in <c>allOf</c>, in an alternative or in a condition.</remarks>
internal static class InputNames
{
    /// <summary>The value with its names fitted; the same value when nothing changes.</summary>
    public static JsonElement Fit(JsonElement value, SchemaView? schema)
    {
        if (schema is null || !NeedsFitting(value, schema))
        {
            return value;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, schema);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    // Depth is bounded by InputReader before this runs.
    private static bool NeedsFitting(JsonElement value, SchemaView? schema) => value.ValueKind switch
    {
        JsonValueKind.Object when schema is not null => MembersNeedFitting(value, schema),
        JsonValueKind.Array when schema is not null => ItemsNeedFitting(value, schema),
        _ => false,
    };

    private static bool MembersNeedFitting(JsonElement value, SchemaView schema)
    {
        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name;
            if (FitName(name, value, schema) != name || NeedsFitting(property.Value, schema.Property(name)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ItemsNeedFitting(JsonElement value, SchemaView schema)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (NeedsFitting(item, schema.Item(index++)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, SchemaView? schema)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when schema is not null:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    var name = FitName(property.Name, value, schema);
                    writer.WritePropertyName(name);
                    Write(writer, property.Value, schema.Property(name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array when schema is not null:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, schema.Item(index++));
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string FitName(string name, JsonElement owner, SchemaView schema)
    {
        if (schema.Declared(name) is not null)
        {
            return name;
        }

        foreach (var policy in (ReadOnlySpan<JsonNamingPolicy>)[JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower, JsonNamingPolicy.KebabCaseLower])
        {
            var candidate = policy.ConvertName(name);
            if (schema.Declared(candidate) is not null && !owner.TryGetProperty(candidate, out _))
            {
                return candidate;
            }
        }

        return name;
    }
}
