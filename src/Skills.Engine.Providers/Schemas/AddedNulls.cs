using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Removes from a reply the nulls that stand for absent optional properties, unless the schema itself allows null there.</summary>
internal static class AddedNulls
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };

    /// <summary>Writes the reply without them. Everything else stays, a name that appears twice too: the reader must see it.</summary>
    public static string Remove(JsonElement reply, SchemaView schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            Write(writer, reply, schema);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, SchemaView? schema)
    {
        if (schema is null || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            value.WriteTo(writer);
            return;
        }

        var place = For(schema, value);
        if (value.ValueKind == JsonValueKind.Array)
        {
            WriteItems(writer, value, place);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            var isNull = member.Value.ValueKind == JsonValueKind.Null;
            if (isNull && IsAdded(place, member.Name) && value.EnumerateObject().Count(m => m.NameEquals(member.Name)) == 1)
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            Write(writer, member.Value, place.Property(member.Name));
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement list, SchemaView place)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            Write(writer, item, place.Item(index++));
        }

        writer.WriteEndArray();
    }

    private static bool IsAdded(SchemaView place, string name) =>
        place.Declared(name) is { Presence: not SchemaPresence.Required } property && !property.View.AllowsNull;

    // Of alternatives, the one the value is closest to: others may allow a null that this one does not.
    private static SchemaView For(SchemaView schema, JsonElement value)
    {
        if (schema.Alternatives.Count == 0)
        {
            return schema;
        }

        try
        {
            return schema.AlternativeFor(value) ?? schema;
        }
        catch (JsonSchemaLimitException)
        {
            return schema;
        }
    }
}
