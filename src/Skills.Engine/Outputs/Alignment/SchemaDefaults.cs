using System.Globalization;
using System.Text.Json;
using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs.Alignment;

/// <summary>Adds the defaults a schema gives for properties that are absent, each as an edit. Nothing that is there is changed.</summary>
internal static class SchemaDefaults
{
    private const int MaxDepth = 128;

    public static ReplyReading Fill(ReplyReading reading, ReadRequest request)
    {
        if (reading.Value is not { } value || request.Shape is not { } shape || !request.Repair || !shape.HoldsDefaults)
        {
            return reading;
        }

        var missing = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        Find(value, shape, "", missing, 0);
        if (missing.Count == 0)
        {
            return reading;
        }

        var filled = JsonReplacement.Apply(value, missing);
        return request.Schema?.Validate(filled) is { Count: > 0 }
            ? reading
            : reading with
            {
                Value = filled,
                Edits = [.. reading.Edits, .. missing.Select(static m => new OutputEdit(m.Key, "default", EditKind.Typed, 1, -1, 0, null, EditText.Shorten(m.Value!.Value.GetRawText())))],
            };
    }

    private static void Find(JsonElement value, SchemaShape shape, string path, Dictionary<string, JsonElement?> missing, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, property) in shape.Properties)
            {
                var place = $"{path}/{JsonReplacement.Escape(name)}";
                if (value.TryGetProperty(name, out var member))
                {
                    Find(member, property, place, missing, depth + 1);
                }
                else if (property.Default is { } wanted)
                {
                    missing[place] = wanted;
                }
            }
        }
        else if (value.ValueKind == JsonValueKind.Array && shape.Items is { } items)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Find(item, items, string.Create(CultureInfo.InvariantCulture, $"{path}/{index++}"), missing, depth + 1);
            }
        }
    }
}
