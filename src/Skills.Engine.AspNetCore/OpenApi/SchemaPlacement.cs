using System.Text.Json;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>
/// Writes a skill's schema into the OpenAPI document as it stands. Only a reference to the schema's own root or parts must
/// change: <c>#/…</c> would point into the document there, so it gets the schema's place put in front. A schema with an
/// <c>$id</c> is a document of its own wherever it lies and stays as it is.
/// </summary>
internal static class SchemaPlacement
{
    /// <param name="writer">Where to.</param>
    /// <param name="schema">The schema; null takes anything.</param>
    /// <param name="place">JSON Pointer of the schema in the document, as a URI fragment without <c>#</c>.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema, string place)
    {
        if (schema is not { } element)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$id", out _))
        {
            element.WriteTo(writer);
        }
        else
        {
            WriteValue(writer, element, place, Where.Schema);
        }
    }

    // Inside const, enum, default and examples "$ref" is a value like any other; below properties and $defs names are the author's.
    private enum Where
    {
        Schema,
        Names,
        Data,
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value, string place, Where where)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when where != Where.Data:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (where == Where.Schema && member.Name is "$ref" or "$dynamicRef" && member.Value.ValueKind == JsonValueKind.String)
                    {
                        writer.WriteStringValue(Moved(member.Value.GetString()!, place));
                    }
                    else
                    {
                        WriteValue(writer, member.Value, place, where == Where.Names ? Where.Schema : Below(member.Name));
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array when where == Where.Schema:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(writer, item, place, Where.Schema);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static Where Below(string keyword) => keyword switch
    {
        "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" => Where.Names,
        "const" or "enum" or "default" or "examples" or "example" or "required" or "dependentRequired" => Where.Data,
        _ => Where.Schema,
    };

    private static string Moved(string reference, string place) =>
        reference == "#" ? "#" + place
        : reference.StartsWith("#/", StringComparison.Ordinal) ? $"#{place}{reference[1..]}"
        : reference;
}
