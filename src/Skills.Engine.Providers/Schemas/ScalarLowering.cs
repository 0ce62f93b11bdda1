using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Values;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Lowers listed values, bounds, formats and patterns.</summary>
internal sealed class ScalarLowering(SchemaDialect dialect, LoweringNotes notes)
{
    private static readonly string[] Keywords =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems",
    ];

    /// <summary>Whether a schema bounds a value.</summary>
    public static bool Bounds(JsonSubschema schema) => Array.Exists(Keywords, keyword => schema.Find(keyword) is not null);

    /// <summary>Notes the bounds of a schema.</summary>
    public static void Note(JsonSubschema schema, LoweringNotes notes)
    {
        foreach (var keyword in Keywords)
        {
            if (schema.Find(keyword) is { } value)
            {
                notes.Add(keyword, value);
            }
        }
    }

    /// <summary>Writes what the dialect has, and notes the rest.</summary>
    public void Write(JsonObject result, SchemaView view)
    {
        WriteValues(result, view);
        var bounds = !dialect.Grammar || (LoweredTypes.Of(view) & ~JsonSchemaTypes.Null) == JsonSchemaTypes.Integer;
        notes.Put(result, "minimum", view.Minimum, bounds);
        notes.Put(result, "maximum", view.Maximum, bounds);
        notes.Put(result, "exclusiveMinimum", view.ExclusiveMinimum, bounds);
        notes.Put(result, "exclusiveMaximum", view.ExclusiveMaximum, bounds);
        WriteAll(result, view, "multipleOf", static _ => true);
        notes.Put(result, "minLength", view.MinLength > 0 ? Number(view.MinLength) : null);
        notes.Put(result, "maxLength", Number(view.MaxLength));
        WriteAll(result, view, "pattern", p => p.ValueKind == JsonValueKind.String && MayMatch(p.GetString()!) && IsAlone(result));
        WriteAll(result, view, "format", f => (dialect.Formats is null || (f.ValueKind == JsonValueKind.String && dialect.Formats.Contains(f.GetString()!))) && IsAlone(result));
        notes.Put(result, "minItems", view.MinItems > 0 ? Number(view.MinItems) : null, view.MinItems <= dialect.MaxMinItems);
        notes.Put(result, "maxItems", Number(view.MaxItems));
    }

    private void WriteValues(JsonObject result, SchemaView view)
    {
        if (view.Enum is not { } values)
        {
            return;
        }

        if (!dialect.ConstAsEnum && values.Count == 1 && view.Schemas.Any(static s => s.Const is not null))
        {
            result["const"] = ValueJson.Node(values[0]);
        }
        else
        {
            result["enum"] = new JsonArray([.. values.Select(static v => ValueJson.Node(v))]);
        }
    }

    private bool MayMatch(string pattern) => dialect.Grammar ? GrammarPattern.Fits(pattern) : !pattern.Contains("(?", StringComparison.Ordinal);

    private bool IsAlone(JsonObject result) =>
        !dialect.Grammar || !(result.ContainsKey("minLength") || result.ContainsKey("maxLength") || result.ContainsKey("pattern"));

    // A lowered schema has room for one of them; of several that must all hold the others are noted.
    private void WriteAll(JsonObject result, SchemaView view, string keyword, Func<JsonElement, bool> passes)
    {
        foreach (var value in view.FindAll(keyword).DistinctBy(static v => v.GetRawText()))
        {
            notes.Put(result, keyword, value, passes(value) && !result.ContainsKey(keyword));
        }
    }

    private static JsonElement? Number(long? value) => value is { } number ? ValueJson.Element(number) : null;
}
