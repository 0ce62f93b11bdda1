using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Tells the later items of a list of unique items apart: by their number, or by the next value of an enum.</summary>
internal static class DistinctItem
{
    public static JsonNode? Vary(JsonNode? made, SchemaView? item, int index)
    {
        if (item?.Enum is { } values && index < values.Count)
        {
            return JsonNode.Parse(values[index].GetRawText());
        }

        return made switch
        {
            JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>() + index,
            JsonValue v when v.GetValueKind() == JsonValueKind.Number => v.GetValue<decimal>() + index,
            JsonObject o when o.FirstOrDefault(static p => p.Value is JsonValue v && v.GetValueKind() == JsonValueKind.String) is { Key: { } name } => Renamed(o, name, index),
            _ => made,
        };
    }

    private static JsonObject Renamed(JsonObject o, string name, int index)
    {
        o[name] = o[name]!.GetValue<string>() + index;
        return o;
    }
}
