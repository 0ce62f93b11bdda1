using System.Globalization;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.Prompts;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds rules about fields that the output schema, or for some parameters the input schema, does not have.</summary>
internal sealed partial class RuleFieldCheck(SkillDraft draft, CheckedSchemas schemas, DiagnosticList diagnostics)
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
                Check(node, schemas.Output?.View, "output");
            }

            foreach (var node in InputFields(rule))
            {
                Check(node, schemas.Input?.View, "input");
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
        var (inputs, outputs) = (schemas.Input?.View, schemas.Output?.View);
        _seen ??= new(new Dictionary<string, IJinjaShape?> { ["inputs"] = SchemaNames.Of(inputs), ["outputs"] = SchemaNames.Of(outputs), ["value"] = null });
        foreach (var use in TemplateNames.Uses(new(null, node, IsExpression: true), Environment, _seen))
        {
            var isOpen = use.Path != use.Name && (use.Name == "inputs" ? inputs : outputs) is not { IsClosed: true };
            var code = isOpen || use.IsGuarded ? SkillDiagnosticCode.RuleField with { Severity = DiagnosticSeverity.Warning } : SkillDiagnosticCode.RuleField;
            var sentence = use.Path == use.Name
                ? $"A rule sees 'outputs' and 'inputs', but no '{use.Name}'.{TemplateNames.HintFor(use, "")}"
                : $"The {use.Name[..^1]} schema declares no '{use.Path}'.{TemplateNames.HintFor(use, "")}";
            diagnostics.Add(code, node.Source, ScalarPlaces.Of(node, use.Line, use.Column), TemplateNames.LengthOf(use), sentence);
        }
    }

    private void Check(ScalarNode field, SchemaView? schema, string which)
    {
        foreach (var name in Steps(field.Text))
        {
            if (schema is null)
            {
                return;
            }

            if (Next(schema, name) is not { } next)
            {
                Report(field, name, schema, which);
                return;
            }

            schema = next;
        }
    }

    // A wildcard and a number step into a list.
    private static SchemaView? Next(SchemaView schema, string? name) => name is null ? schema.Items ?? (schema.PrefixItems is [var first, ..] ? first : null)
        : schema.Property(name) ?? (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? schema.Item(index) : null);

    private void Report(ScalarNode field, string? name, SchemaView schema, string which)
    {
        // A place that declares nothing may hold anything.
        if (name is null || (schema.Properties.Count == 0 && !schema.IsClosed))
        {
            return;
        }

        var hint = NearestName.Hint(name, schema.Properties.Select(static p => p.Name));
        if (schema.IsClosed)
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
        : Step().Matches(path).Where(static m => m.Value != "$").Select(Name);

    private static string? Name(Match step)
    {
        var name = step.Groups["name"].Success ? step.Groups["name"].Value : step.Groups["index"].Value;
        return name == "*" ? null : name.Trim('"', '\'');
    }

    [GeneratedRegex("""\[(?<index>\*|\d+|"[^"]*"|'[^']*')\]|(?<name>[^.\[\]]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
