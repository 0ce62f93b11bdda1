using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.Prompts;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds names in templates that the input schema does not declare.</summary>
internal static class TemplateNames
{
    private static readonly string[] Functions = ["range", "dict", "namespace", "cycler", "joiner"];

    public static void Check(SkillDraft draft, SchemaView? inputs, JinjaEnvironment environment, DiagnosticList diagnostics)
    {
        if (draft.Skill.Composition is not null || SchemaNames.Of(inputs) is not { } names)
        {
            return;
        }

        // Partials are followed from the templates that include them, since those may set names for them.
        // Every template sees, besides the inputs, all of them under one name, and the output schema.
        var seen = new KnownNames(new Dictionary<string, IJinjaShape?> { ["inputs"] = names, ["output_schema"] = null }, names);
        foreach (var template in draft.Templates.Where(static t => t.Name is null).TakeWhile(_ => !diagnostics.IsFull))
        {
            foreach (var use in Uses(template, environment, seen).TakeWhile(_ => !diagnostics.IsFull))
            {
                Report(use, NodeOf(use, template, draft), draft.Skill.Undefined, diagnostics);
            }
        }
    }

    /// <summary>The uses that are not declared; none of a text that cannot be parsed, here or in a partial, since that was reported with its place.</summary>
    public static IReadOnlyList<JinjaNameUse> Uses(TemplateText template, JinjaEnvironment environment, IJinjaShape shape)
    {
        try
        {
            return template.IsExpression
                ? environment.CompileExpression(template.Node.Text).FindUndeclared(shape)
                : environment.Parse(template.Node.Text).FindUndeclared(shape);
        }
        catch (JinjaException)
        {
            return [];
        }
    }

    /// <summary>A clause with the name that was most likely meant; else the given one.</summary>
    public static string HintFor(JinjaNameUse use, string otherwise) => use switch
    {
        { Suggestion: { } nearest } => $" Did you mean '{nearest}'?",
        _ when use.Path == use.Name && NearestName.Of(use.Name, Functions) is { } function => $" Did you mean '{function}'?",
        _ => otherwise,
    };

    /// <summary>What is to be underlined of a use: the last name of its path.</summary>
    public static int LengthOf(JinjaNameUse use) => use.Path.Split('.', '[')[^1].Length;

    private static ScalarNode NodeOf(JinjaNameUse use, TemplateText template, SkillDraft draft) =>
        draft.Templates.FirstOrDefault(t => t.Name is not null && t.Name == use.TemplateName)?.Node ?? template.Node;

    private static void Report(JinjaNameUse use, ScalarNode node, UndefinedBehavior undefined, DiagnosticList diagnostics)
    {
        // A template that asks whether the name is there gets its answer, which is always no; and where absent names are empty, it prints nothing.
        var prints = undefined == UndefinedBehavior.Empty ? " It prints as nothing." : "";
        var code = use.IsGuarded || prints.Length > 0 ? SkillDiagnosticCode.UndeclaredName with { Severity = DiagnosticSeverity.Warning } : SkillDiagnosticCode.UndeclaredName;
        var sentence = use.Path.StartsWith("loop.", StringComparison.Ordinal)
            ? $"A loop has no '{use.Path[5..]}'.{HintFor(use, "")}"
            : $"The input schema declares no '{use.Path}'.{prints}{HintFor(use, " Declare it under 'input.schema'.")}";
        diagnostics.Add(code, node.Source, PlaceOf(use, node), LengthOf(use), sentence);
    }

    // A translated template keeps the names of the original: the first of that name is shown.
    private static int PlaceOf(JinjaNameUse use, ScalarNode node)
    {
        if (node.Style != ScalarStyle.Generated)
        {
            return ScalarPlaces.Of(node, use.Line, use.Column);
        }

        var name = Regex.Match(node.Source.Text[node.Start..], $@"\{{\{{[^{{}}]*?\b(?<name>{Regex.Escape(use.Path.Split('.', '[')[^1])})\b", RegexOptions.NonBacktracking).Groups["name"];
        return node.Start + (name.Success ? name.Index : 0);
    }
}
