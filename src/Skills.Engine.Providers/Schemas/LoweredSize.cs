using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Measures a lowered schema. Objects within each other are counted through references, each definition once on a path.</summary>
internal sealed class LoweredSize(JsonObject root)
{
    private const string Definitions = "$defs";
    private const int LargeEnum = 250;

    private readonly HashSet<string> _open = [];
    private int _properties;
    private int _enumValues;
    private int _largeEnum;
    private int _characters;
    private int _optional;
    private int _unions;

    /// <summary>Whether every size is within the limits.</summary>
    public bool Fits(SchemaLimits limits)
    {
        Count(root);
        return _properties <= limits.Properties && _enumValues <= limits.EnumValues && _largeEnum <= limits.LargeEnumCharacters
            && _characters <= limits.Characters && _optional <= limits.OptionalProperties && _unions <= limits.Unions
            && (limits.Nesting == int.MaxValue || Nesting(root, limits.Nesting) <= limits.Nesting);
    }

    private void Count(JsonObject schema)
    {
        CountValues(schema);
        _unions += schema["anyOf"] is not null || schema["type"] is JsonArray { Count: > 1 } ? 1 : 0;
        if (schema["properties"] is JsonObject properties)
        {
            _properties += properties.Count;
            _characters += properties.Sum(static p => p.Key.Length);
            _optional += properties.Count - ((schema["required"] as JsonArray)?.Count ?? 0);
        }

        _characters += (schema[Definitions] as JsonObject)?.Sum(static p => p.Key.Length) ?? 0;
        foreach (var child in Children(schema, withDefinitions: true))
        {
            Count(child);
        }
    }

    private void CountValues(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values)
        {
            var characters = values.Sum(Length);
            _enumValues += values.Count;
            _characters += characters;
            _largeEnum = Math.Max(_largeEnum, values.Count > LargeEnum ? characters : 0);
        }

        _characters += schema.ContainsKey("const") ? Length(schema["const"]) : 0;
    }

    private int Nesting(JsonObject schema, int limit)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return Follow(reference, limit);
        }

        var own = schema["properties"] is null ? 0 : 1;
        return limit < 0 ? own : own + Children(schema, withDefinitions: false).Select(child => Nesting(child, limit - own)).DefaultIfEmpty(0).Max();
    }

    private int Follow(string reference, int limit)
    {
        var target = reference == "#" ? root : root[Definitions]?[reference[(reference.LastIndexOf('/') + 1)..]] as JsonObject;
        if (target is null || !_open.Add(reference))
        {
            return 0;
        }

        var nesting = Nesting(target, limit);
        _open.Remove(reference);
        return nesting;
    }

    private static IEnumerable<JsonObject> Children(JsonObject schema, bool withDefinitions)
    {
        var maps = (string[])(withDefinitions ? ["properties", Definitions] : ["properties"]);
        var nested = maps.SelectMany(name => schema[name] is JsonObject map ? map.Select(static p => p.Value) : [])
            .Concat(((string[])["anyOf", "prefixItems"]).SelectMany(name => schema[name] as JsonArray ?? []))
            .Append(schema["items"]).Append(schema["additionalProperties"]);
        return nested.OfType<JsonObject>();
    }

    private static int Length(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>().Length : value?.ToJsonString().Length ?? 4;
}
