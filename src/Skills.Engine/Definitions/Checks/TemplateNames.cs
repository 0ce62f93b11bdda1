using System.Text.Json;
using Skills.Jinja;

namespace Skills.Engine.Definitions;

/// <summary>Finds names in templates that the input schema does not declare.</summary>
internal static class TemplateNames
{
    // What every template sees beside the inputs.
    private static readonly HashSet<string> Given = ["inputs", "output_schema"];

    public static void Check(SkillDraft draft, JinjaEnvironment environment, DiagnosticList diagnostics)
    {
        if (draft.Skill is not { Undefined: UndefinedBehavior.Schema, InputSchema: { ValueKind: JsonValueKind.Object } schema, Composition: null })
        {
            return;
        }

        // Partials are followed from the templates that include them, since those may set names for them.
        foreach (var template in draft.Templates.Where(static t => t.Name is null))
        {
            foreach (var use in Uses(template, environment, schema).Where(static u => !Given.Contains(u.Name)))
            {
                Report(use, NodeOf(use, template, draft), diagnostics);
            }
        }
    }

    private static IReadOnlyList<JinjaNameUse> Uses(TemplateText template, JinjaEnvironment environment, JsonElement schema)
    {
        try
        {
            return template.IsExpression
                ? environment.CompileExpression(template.Node.Text).FindUndeclared(schema)
                : environment.Parse(template.Node.Text).FindUndeclared(schema);
        }
        catch (JinjaException)
        {
            // What cannot be parsed, here or in a partial, was reported with its place.
            return [];
        }
    }

    private static ScalarNode NodeOf(JinjaNameUse use, TemplateText template, SkillDraft draft) =>
        draft.Templates.FirstOrDefault(t => t.Name is not null && t.Name == use.TemplateName)?.Node ?? template.Node;

    private static void Report(JinjaNameUse use, ScalarNode node, DiagnosticList diagnostics)
    {
        // A template that asks whether the name is there gets its answer; it is always no.
        var code = use.IsGuarded ? SkillDiagnosticCode.UndeclaredName with { Severity = DiagnosticSeverity.Warning } : SkillDiagnosticCode.UndeclaredName;
        var hint = use.Suggestion is { } nearest ? $" Did you mean '{nearest}'?" : " Declare it under 'input.schema'.";
        diagnostics.Add(code, node.Source, ScalarPlaces.Of(node, use.Line, use.Column), use.Path.Split('.', '[')[^1].Length, $"The input schema declares no '{use.Path}'.{hint}");
    }
}
