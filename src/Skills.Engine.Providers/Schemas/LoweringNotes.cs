using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Values;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Collects what a dialect cannot assert, for the description: the model reads it, and the reply is validated against it anyway.</summary>
internal sealed class LoweringNotes(SchemaDialect dialect)
{
    private const int LongestNote = 200;

    // Assertions that a lowered schema never has. Annotations and unknown keywords mean nothing to a validator and are left out.
    private static readonly string[] Conditions =
    [
        "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties", "propertyNames", "contains",
        "minContains", "maxContains", "minProperties", "maxProperties", "unevaluatedProperties", "unevaluatedItems", "uniqueItems",
    ];

    private readonly List<string> _notes = [];

    /// <summary>Whether there is a note.</summary>
    public bool Any => _notes.Count > 0;

    /// <summary>Writes an assertion if the dialect has its keyword, else notes it.</summary>
    public void Put(JsonObject result, string keyword, JsonElement? value, bool passes = true)
    {
        if (value is not { } element)
        {
            return;
        }

        if (passes && dialect.Keywords!.Contains(keyword))
        {
            result[keyword] = ValueJson.Node(element);
        }
        else
        {
            Add(keyword, element);
        }
    }

    /// <summary>Notes one assertion.</summary>
    public void Add(string keyword, JsonElement value)
    {
        var text = value.GetRawText();
        var note = keyword + ": " + (text.Length > LongestNote ? string.Concat(text.AsSpan(0, LongestNote), "…") : text);
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    /// <summary>Notes the conditions of a schema.</summary>
    public void AddConditions(JsonSubschema schema)
    {
        foreach (var keyword in Conditions)
        {
            if (schema.Find(keyword) is not { } value)
            {
                continue;
            }

            // Closed objects have no unevaluated properties either.
            if (!(dialect.ClosedObjects && keyword == "unevaluatedProperties" && value.ValueKind == JsonValueKind.False) && !(keyword == "uniqueItems" && value.ValueKind == JsonValueKind.False))
            {
                Add(keyword, value);
            }
        }
    }

    /// <summary>Writes the description with the notes at its end.</summary>
    public void WriteTo(JsonObject result, string? description)
    {
        var notes = _notes.Count == 0 ? null : "(" + string.Join("; ", _notes) + ")";
        var text = string.IsNullOrEmpty(description) ? notes : notes is null ? description : description + " " + notes;
        if (text is not null)
        {
            result["description"] = text;
        }
    }
}
