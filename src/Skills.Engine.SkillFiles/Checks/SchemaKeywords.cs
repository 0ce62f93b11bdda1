using System.Globalization;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds words in JSON Schemas that are no keywords: a validator must ignore them, so a typo goes unseen.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> OneSchema =
    [
        "additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems",
    ];

    private static readonly HashSet<string> MapOfSchemas = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];

    private static readonly HashSet<string> ListOfSchemas = ["allOf", "anyOf", "oneOf", "prefixItems"];

    private static readonly HashSet<string> Others =
    [
        "$schema", "$id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment", "$recursiveRef", "$recursiveAnchor", "id",
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
        "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required", "dependentRequired",
        "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "format", "contentMediaType", "contentEncoding",
    ];

    // Pairs of which the first may not pass the second: nothing would be left between them.
    private static readonly (string Low, string High)[] Bounds =
    [
        ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"), ("minContains", "maxContains"), ("minimum", "maximum"),
    ];

    /// <summary>What a keyword holds.</summary>
    public enum Kind
    {
        Value,
        Schema,
        Map,
        List,
    }

    /// <summary>What the keyword holds.</summary>
    public static Kind KindOf(string keyword) =>
        OneSchema.Contains(keyword) ? Kind.Schema : MapOfSchemas.Contains(keyword) ? Kind.Map : ListOfSchemas.Contains(keyword) ? Kind.List : Kind.Value;

    /// <summary>Reports unknown words, and what is no fault of the schema's form but can hardly be meant.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="unlikely">The code for what can hardly be meant.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    /// <param name="isPart">Whether the schema is combined with others that may declare what it requires.</param>
    public static void Check(SkillNode? schema, SkillDiagnosticCode unlikely, DiagnosticList diagnostics, bool isPart = false)
    {
        if (schema is not MapNode map || diagnostics.IsFull)
        {
            return;
        }

        if (!isPart)
        {
            Required(map, unlikely, diagnostics);
        }

        Contradictions(map, unlikely, diagnostics);
        foreach (var (key, value) in map.Entries)
        {
            switch (KindOf(key.Text))
            {
                case Kind.Schema:
                    Each(value is ListNode list ? list.Items : [value], key.Text is "if" or "then" or "else" or "not", unlikely, diagnostics);
                    break;
                case Kind.Map:
                    Each((value as MapNode)?.Entries.Select(static e => e.Value) ?? [], key.Text == "dependentSchemas", unlikely, diagnostics);
                    break;
                case Kind.List:
                    Each((value as ListNode)?.Items ?? [], key.Text != "prefixItems", unlikely, diagnostics);
                    break;
                default:
                    Known(key, diagnostics);
                    break;
            }
        }
    }

    private static void Known(ScalarNode key, DiagnosticList diagnostics)
    {
        if (!Others.Contains(key.Text) && !key.Text.StartsWith("x-", StringComparison.Ordinal))
        {
            var hint = NearestName.Hint(key.Text, Others.Concat(OneSchema).Concat(MapOfSchemas).Concat(ListOfSchemas));
            diagnostics.Add(SkillDiagnosticCode.UnknownKeyword, key, $"'{key.Text}' is not a JSON Schema keyword, so it checks nothing.{hint} Names of your own begin with 'x-'.");
        }
    }

    // A schema put together from others may have its properties there.
    private static void Required(MapNode map, SkillDiagnosticCode unlikely, DiagnosticList diagnostics)
    {
        if (map.Find("required")?.Value is not ListNode required || map.Find("properties")?.Value is not MapNode properties
            || map.Entries.Any(static e => e.Key.Text is "$ref" or "allOf" or "anyOf" or "oneOf" or "patternProperties"))
        {
            return;
        }

        foreach (var name in required.Items.OfType<ScalarNode>().Where(n => properties.Find(n.Text) is null))
        {
            diagnostics.Add(unlikely, name, $"'{name.Text}' is required, but not among the properties.{NearestName.Hint(name.Text, properties.Entries.Select(static e => e.Key.Text))}");
        }
    }

    private static void Contradictions(MapNode map, SkillDiagnosticCode unlikely, DiagnosticList diagnostics)
    {
        foreach (var (low, high) in Bounds)
        {
            if (Number(map, low) is { } least && Number(map, high) is { } most && least > most)
            {
                diagnostics.Add(unlikely, map.Find(low)!.Value, $"'{low}' passes '{high}', so no value satisfies both.");
            }
        }
    }

    private static decimal? Number(MapNode map, string key) =>
        map.Find(key)?.Value is ScalarNode { Kind: ScalarKind.Number } number && decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Each(IEnumerable<SkillNode> schemas, bool areParts, SkillDiagnosticCode unlikely, DiagnosticList diagnostics)
    {
        foreach (var schema in schemas)
        {
            Check(schema, unlikely, diagnostics, areParts);
        }
    }
}
