using System.Globalization;
using System.Text.Json;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>Adds the defaults that a schema gives for absent properties, each as an edit. Nothing that is present is changed.</summary>
internal sealed class SchemaDefaults(Utf8JsonWriter writer)
{
    private const int MaxDepth = 128;
    private readonly List<OutputEdit> _edits = [];

    public static ReplyReading Fill(ReplyReading reading, ReadRequest request)
    {
        if (reading.Value is not { } value || request.Shape is not { } shape || !request.Repair || !shape.HoldsDefaults)
        {
            return reading;
        }

        using var buffer = new JsonBuffer(256);
        using var writer = buffer.NewWriter();
        var defaults = new SchemaDefaults(writer);
        defaults.Write(value, shape, "", 0);
        if (defaults._edits.Count == 0)
        {
            return reading;
        }

        writer.Flush();
        var filled = buffer.ToValue(2 * MaxDepth);
        return request.Schema?.Validate(filled) is { Count: > 0 } ? reading : reading with { Value = filled, Edits = [.. reading.Edits, .. defaults._edits] };
    }

    private void Write(JsonElement value, SchemaShape? shape, string path, int depth)
    {
        if (shape is null || depth > MaxDepth || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            value.WriteTo(writer);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Write(item, shape.Items, string.Create(CultureInfo.InvariantCulture, $"{path}/{index++}"), depth + 1);
            }

            writer.WriteEndArray();
        }
        else
        {
            WriteObject(value, shape, path, depth);
        }
    }

    private void WriteObject(JsonElement value, SchemaShape shape, string path, int depth)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            Write(member.Value, shape.Properties.GetValueOrDefault(member.Name), $"{path}/{ReplyPath.Escape(member.Name)}", depth + 1);
        }

        foreach (var (name, property) in shape.Properties)
        {
            if (property.Default is { } wanted && !value.TryGetProperty(name, out _))
            {
                writer.WritePropertyName(name);
                wanted.WriteTo(writer);
                _edits.Add(new($"{path}/{ReplyPath.Escape(name)}", "default", EditKind.Typed, 1, -1, 0, null, EditText.Shorten(wanted.GetRawText())));
            }
        }

        writer.WriteEndObject();
    }
}
