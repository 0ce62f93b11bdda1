using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Definitions;

/// <summary>Finds rules about fields that the output schema does not have.</summary>
internal sealed partial class RuleFieldCheck(SkillDraft draft, DiagnosticList diagnostics)
{
    public void Run()
    {
        if (draft.Skill.OutputSchema is not { ValueKind: JsonValueKind.Object } schema || draft.Root.Find("rules")?.Value is not ListNode rules)
        {
            return;
        }

        foreach (var rule in rules.Items.OfType<MapNode>())
        {
            foreach (var node in Fields(rule))
            {
                Check(node, schema);
            }
        }
    }

    private static IEnumerable<ScalarNode> Fields(MapNode rule)
    {
        foreach (var (key, value) in rule.Entries)
        {
            switch (key.Text, value)
            {
                case ("field" or "path" or "fields" or "paths", ScalarNode { Kind: ScalarKind.String } text):
                    yield return text;
                    break;
                case ("fields" or "paths", ListNode list):
                    foreach (var item in list.Items.OfType<ScalarNode>())
                    {
                        yield return item;
                    }

                    break;
                case ("types", MapNode types):
                    foreach (var entry in types.Entries)
                    {
                        yield return entry.Key;
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private void Check(ScalarNode field, JsonElement schema)
    {
        foreach (var name in Steps(field.Text))
        {
            if (name is null || IsIndex(name, schema))
            {
                if (!Child(schema, "items", out schema))
                {
                    return;
                }

                continue;
            }

            if (!Declares(schema, out var properties))
            {
                return;
            }

            if (properties.TryGetProperty(name, out var next))
            {
                schema = next;
                continue;
            }

            Report(field, name, properties, IsClosed(schema));
            return;
        }
    }

    private void Report(ScalarNode field, string name, JsonElement properties, bool closed)
    {
        var hint = NearestName.Hint(name, properties.EnumerateObject().Select(static p => p.Name));
        if (closed)
        {
            diagnostics.Add(SkillDiagnosticCode.RuleField, field, $"The output schema has no field '{name}' and takes no others.{hint}");
        }
        else if (hint.Length > 0)
        {
            diagnostics.Add(SkillDiagnosticCode.RuleField with { Severity = DiagnosticSeverity.Warning }, field, $"The output schema declares no field '{name}'.{hint}");
        }
    }

    // Names of a path; null for a wildcard.
    private static IEnumerable<string?> Steps(string path) => path.StartsWith('/')
        ? path[1..].Split('/').Select(static p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        : Step().Matches(path).Where(static m => m.Value != "$").Select(static m => m.Groups["name"].Success ? m.Groups["name"].Value is "*" ? null : m.Groups["name"].Value : m.Groups["index"].Value is "*" ? null : m.Groups["index"].Value.Trim('"', '\''));

    private static bool IsIndex(string name, JsonElement schema) =>
        int.TryParse(name, out _) && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("items", out _);

    private static bool Child(JsonElement schema, string keyword, out JsonElement child)
    {
        child = default;
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out child) && child.ValueKind == JsonValueKind.Object;
    }

    // A schema that combines others may have fields this check does not see.
    private static bool Declares(JsonElement schema, out JsonElement properties)
    {
        properties = default;
        return schema.ValueKind == JsonValueKind.Object
            && !schema.EnumerateObject().Any(static k => k.Name is "$ref" or "$dynamicRef" or "allOf" or "anyOf" or "oneOf" or "if" or "patternProperties" or "dependentSchemas")
            && schema.TryGetProperty("properties", out properties) && properties.ValueKind == JsonValueKind.Object;
    }

    private static bool IsClosed(JsonElement schema) =>
        (schema.TryGetProperty("additionalProperties", out var more) || schema.TryGetProperty("unevaluatedProperties", out more)) && more.ValueKind == JsonValueKind.False;

    [GeneratedRegex("""\[(?<index>\*|\d+|"[^"]*"|'[^']*')\]|(?<name>[^.\[\]]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
