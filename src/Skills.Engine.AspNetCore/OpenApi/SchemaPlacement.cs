using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>Writes a skill's schema into the OpenAPI document as written. Only references to the schema's own root or parts change, as they would point into the document there.</summary>
internal static class SchemaPlacement
{
    /// <param name="writer">Where to.</param>
    /// <param name="schema">The schema; null takes anything.</param>
    /// <param name="place">JSON Pointer of the schema in the document, as a URI fragment without <c>#</c>.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema, string place)
    {
        if (schema is { } element)
        {
            SchemaRelocation.Move(element, place).WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }
}
