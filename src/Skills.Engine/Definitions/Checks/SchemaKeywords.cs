namespace Skills.Engine.Definitions;

/// <summary>Finds words in JSON Schemas that are no keywords: a validator must ignore them, so a slip of the pen goes unseen.</summary>
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

    public static void Check(SkillNode? schema, DiagnosticList diagnostics)
    {
        if (schema is not MapNode map)
        {
            return;
        }

        foreach (var (key, value) in map.Entries)
        {
            if (OneSchema.Contains(key.Text))
            {
                Each(value is ListNode list ? list.Items : [value], diagnostics);
            }
            else if (MapOfSchemas.Contains(key.Text))
            {
                Each((value as MapNode)?.Entries.Select(static e => e.Value) ?? [], diagnostics);
            }
            else if (ListOfSchemas.Contains(key.Text))
            {
                Each((value as ListNode)?.Items ?? [], diagnostics);
            }
            else if (!Others.Contains(key.Text) && !key.Text.StartsWith("x-", StringComparison.Ordinal))
            {
                var hint = NearestName.Hint(key.Text, Others.Concat(OneSchema).Concat(MapOfSchemas).Concat(ListOfSchemas));
                diagnostics.Add(SkillDiagnosticCode.UnknownKeyword, key, $"'{key.Text}' is no keyword of JSON Schema, so it checks nothing.{hint} Names of your own begin with 'x-'.");
            }
        }
    }

    private static void Each(IEnumerable<SkillNode> schemas, DiagnosticList diagnostics)
    {
        foreach (var schema in schemas)
        {
            Check(schema, diagnostics);
        }
    }
}
