using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Samples that keep a skill's rules too, as far as a schema can say them: required fields, ranges and patterns of fields at the top.</summary>
internal static class RuleSchema
{
    /// <summary>A value; null when the rules say nothing a schema can, or nothing fits both.</summary>
    public static JsonElement? Sample(JsonElement schema, IReadOnlyList<ValidationRule> rules)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var rule in rules.Where(static r => r is { Severity: RuleSeverity.Error, When: null, Parameters.ValueKind: JsonValueKind.Object }))
        {
            Add(rule, schema, properties, required);
        }

        if (properties.Count + required.Count == 0 || schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var both = new JsonObject
        {
            ["allOf"] = new JsonArray(JsonNode.Parse(schema.GetRawText()), new JsonObject { ["properties"] = properties, ["required"] = required }),
        };
        try
        {
            return SchemaSampler.Sample(JsonElement.Parse(both.ToJsonString()));
        }
        catch (JsonSchemaException)
        {
            // A rule's pattern need not be one that a schema takes.
            return null;
        }
    }

    private static void Add(ValidationRule rule, JsonElement schema, JsonObject properties, JsonArray required)
    {
        var field = Text(rule, "field");
        switch (rule.Type)
        {
            case "required_fields" when rule.Parameters.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array:
                foreach (var name in fields.EnumerateArray().Where(static f => f.ValueKind == JsonValueKind.String && IsName(f.GetString()!)))
                {
                    required.Add((JsonNode?)JsonValue.Create(name.GetString()));
                }

                break;
            case "range_check" when IsName(field):
                Copy(rule, "min", Of(properties, field), "minimum");
                Copy(rule, "max", Of(properties, field), "maximum");
                break;
            case "regex" when IsName(field):
                Of(properties, field)["pattern"] = Pattern(Text(rule, "pattern"), schema, field);
                break;
            default:
                break;
        }
    }

    // What a pattern leaves open at its end is filled up to the length the schema wants.
    private static string Pattern(string pattern, JsonElement schema, string field)
    {
        var length = SchemaView.Of(schema).Property(field)?.MinLength ?? 0;
        return length == 0 || pattern.Contains('$', StringComparison.Ordinal) ? pattern : $"(?:{pattern})[a-z]{{{Math.Min(length, 1000)}}}";
    }

    private static JsonObject Of(JsonObject properties, string field) => (JsonObject)(properties[field] ??= new JsonObject());

    private static void Copy(ValidationRule rule, string parameter, JsonObject schema, string keyword)
    {
        if (rule.Parameters.TryGetProperty(parameter, out var value))
        {
            schema[keyword] = JsonNode.Parse(value.GetRawText());
        }
    }

    private static string Text(ValidationRule rule, string name) =>
        rule.Parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsName(string field) => field.Length > 0 && field.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-');
}
