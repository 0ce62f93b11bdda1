using System.Buffers;
using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Batches.Sources;

/// <summary>Makes inputs of named cells, as the skill's input schema types them.</summary>
internal sealed class CellJson(Skill skill, string? idColumn)
{
    private readonly SchemaView? _schema = skill.InputSchema is { } declared ? SchemaView.Of(declared) : null;

    /// <summary>Parses JSON; null when the text is none, or an escape in it writes half of a character.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            var value = JsonElement.Parse(text);
            return !text.Contains('\\', StringComparison.Ordinal) || IsUnicode(value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The parser takes half of a surrogate pair, and fails where the text is used.
    private static bool IsUnicode(JsonElement value)
    {
        try
        {
            using var nowhere = new Utf8JsonWriter(Stream.Null);
            value.WriteTo(nowhere);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Returns the inputs. An empty cell is an input that is not given.</summary>
    public JsonElement ObjectOf(IReadOnlyList<string> header, IReadOnlyList<string> cells)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var i = 0; i < header.Count; i++)
            {
                if (cells[i].Length > 0 && IsInput(header[i]))
                {
                    writer.WritePropertyName(header[i]);
                    Write(writer, header[i], cells[i]);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>Whether a column is an input. The id is one only if the schema declares it.</summary>
    public bool IsInput(string column) => column != idColumn || _schema?.Property(column) is not null;

    private void Write(Utf8JsonWriter writer, string column, string cell)
    {
        var types = _schema?.Property(column)?.Types ?? JsonSchemaTypes.String;
        if ((types & JsonSchemaTypes.String) == 0 && Parse(cell) is { } value)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(cell);
        }
    }
}
