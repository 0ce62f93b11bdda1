using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.Prompts;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds rules about fields that the output schema, or for some parameters the input schema, does not have.</summary>
internal sealed partial class RuleFieldCheck(SkillDraft draft, DiagnosticList diagnostics)
{
    private static readonly JinjaEnvironment Environment = new();

    private KnownNames? _seen;

    public void Run()
    {
        if (draft.Root.Find("rules")?.Value is not ListNode rules)
        {
            return;
        }

        foreach (var rule in rules.Items.OfType<MapNode>().TakeWhile(_ => !diagnostics.IsFull))
        {
            foreach (var node in OutputFields(rule))
            {
                Check(node, draft.Skill.OutputSchema, "output");
            }

            foreach (var node in InputFields(rule))
            {
                Check(node, draft.Skill.InputSchema, "input");
            }

            foreach (var node in rule.Entries.Where(static e => e.Key.Text is "when" or "expression").Select(static e => e.Value).OfType<ScalarNode>())
            {
                Names(node);
            }
        }
    }

    private static IEnumerable<ScalarNode> OutputFields(MapNode rule)
    {
        foreach (var (key, value) in rule.Entries)
        {
            switch (key.Text, value)
            {
                case ("field" or "path" or "fields" or "paths" or "other", _):
                    foreach (var text in Texts(value))
                    {
                        yield return text;
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

    private static IEnumerable<ScalarNode> InputFields(MapNode rule)
    {
        var isTraced = rule.Find("type")?.Value is ScalarNode { Text: "grounded_in" };
        return rule.Entries.Where(e => e.Key.Text is "other_input" || (isTraced && e.Key.Text is "input" or "inputs")).SelectMany(static e => Texts(e.Value));
    }

    private static IEnumerable<ScalarNode> Texts(SkillNode value) => value switch
    {
        ScalarNode { Kind: ScalarKind.String } text => [text],
        ListNode list => list.Items.OfType<ScalarNode>().Where(static s => s.Kind == ScalarKind.String),
        _ => [],
    };

    // Conditions and expressions see the outputs and the inputs, and the value at hand where a rule has a field.
    private void Names(ScalarNode node)
    {
        var (inputs, outputs) = (draft.Skill.InputSchema, draft.Skill.OutputSchema);
        _seen ??= new(new Dictionary<string, IJinjaShape?> { ["inputs"] = SchemaNames.Of(inputs), ["outputs"] = SchemaNames.Of(outputs), ["value"] = null });
        foreach (var use in TemplateNames.Uses(new(null, node, IsExpression: true), Environment, _seen))
        {
            var isOpen = use.Path != use.Name && !IsClosed(use.Name == "inputs" ? Schema(inputs) : Schema(outputs));
            var code = isOpen || use.IsGuarded ? SkillDiagnosticCode.RuleField with { Severity = DiagnosticSeverity.Warning } : SkillDiagnosticCode.RuleField;
            var sentence = use.Path == use.Name
                ? $"A rule sees 'outputs' and 'inputs', but no '{use.Name}'.{TemplateNames.HintFor(use, "")}"
                : $"The {use.Name[..^1]} schema declares no '{use.Path}'.{TemplateNames.HintFor(use, "")}";
            diagnostics.Add(code, node.Source, ScalarPlaces.Of(node, use.Line, use.Column), TemplateNames.LengthOf(use), sentence);
        }

        static JsonElement Schema(JsonElement? schema) => schema is { ValueKind: JsonValueKind.Object } given ? given : JsonElement.Parse("{}");
    }

    private void Check(ScalarNode field, JsonElement? whole, string which)
    {
        if (whole is not { ValueKind: JsonValueKind.Object } schema)
        {
            return;
        }

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

            Report(field, name, properties, IsClosed(schema), which);
            return;
        }
    }

    private void Report(ScalarNode field, string name, JsonElement properties, bool closed, string which)
    {
        var hint = NearestName.Hint(name, properties.EnumerateObject().Select(static p => p.Name));
        if (closed)
        {
            diagnostics.Add(SkillDiagnosticCode.RuleField, field, $"The {which} schema has no field '{name}' and takes no others.{hint}");
        }
        else if (hint.Length > 0)
        {
            diagnostics.Add(SkillDiagnosticCode.RuleField with { Severity = DiagnosticSeverity.Warning }, field, $"The {which} schema declares no field '{name}'.{hint}");
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
