namespace Skills.Engine.Definitions;

/// <summary>What is checked of a skill beyond its file's own schema: every finding at once, each at its place.</summary>
internal sealed class SkillChecks
{
    private static readonly string[] Common = ["type", "severity", "message", "when", "onFail"];

    /// <summary>Finds unknown rule types and parameters; null when there is no one to ask.</summary>
    public Func<Skill, IReadOnlyList<SkillError>>? CheckRules { get; init; }

    /// <summary>The models a host can call; null when that is not known.</summary>
    public ModelCatalog? Models { get; init; }

    public void Run(SkillDraft draft, DiagnosticList diagnostics)
    {
        var schemas = SchemaCheck.Run(draft, diagnostics);
        TemplateCheck.Run(draft, diagnostics);
        new ValueCheck(draft, schemas, diagnostics).Run();
        RuleCheckOf(draft, diagnostics);
        new RuleFieldCheck(draft, diagnostics).Run();
        ModelCheck(draft, diagnostics);
        OptionCheck.Run(draft, diagnostics);
        SecretCheck(draft, diagnostics);
    }

    private void RuleCheckOf(SkillDraft draft, DiagnosticList diagnostics)
    {
        foreach (var error in CheckRules?.Invoke(draft.Skill) ?? [])
        {
            // The place is rules:<index>, counted over the rules that were read.
            var index = int.TryParse(error.Path.AsSpan(error.Path.LastIndexOf(':') + 1), out var number) ? number : 0;
            var node = draft.Place($"/rules/{index}");
            // A rule of the host's own is no fault of the file, and need not be there where the file is only read.
            var severity = index < draft.Skill.ValidationRules.Count && draft.Skill.ValidationRules[index] is { Type: "custom", Severity: not RuleSeverity.Error }
                ? DiagnosticSeverity.Warning
                : SkillDiagnosticCode.BadRule.Severity;
            diagnostics.Add(SkillDiagnosticCode.BadRule with { Severity = severity }, Parameter(node, error.Message), error.Message);
        }
    }

    // The parameter the sentence names first, or the key that was most likely meant to be it.
    private static SkillNode Parameter(SkillNode rule, string sentence)
    {
        foreach (var name in sentence.Split('\'').Where(static (_, index) => index % 2 == 1))
        {
            if (rule is MapNode map && (map.Find(name)?.Key ?? map.Entries.FirstOrDefault(e => e.Key.Text == NearestName.Of(name, map.Entries.Select(static k => k.Key.Text)))?.Key) is { } key)
            {
                return key;
            }
        }

        return rule is MapNode only && only.Entries.Where(static e => !Common.Contains(e.Key.Text)).ToList() is [var single] ? single.Key : rule;
    }

    private void ModelCheck(SkillDraft draft, DiagnosticList diagnostics)
    {
        if (Models is null || draft.Root.Find("model")?.Value is not MapNode model || model.Find("prefer")?.Value is not ListNode prefer)
        {
            return;
        }

        foreach (var node in prefer.Items.OfType<ScalarNode>())
        {
            var known = Models.Find(node.Text) ?? Models.Find(node.Text[(node.Text.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            if (known is null)
            {
                var names = Models.Models.Select(static m => m.Id).Concat(Models.Models.SelectMany(static m => m.Aliases));
                diagnostics.Add(SkillDiagnosticCode.UnknownModel, node, $"The model '{node.Text}' is not in the catalog, so it is never chosen.{NearestName.Hint(node.Text, names)}");
            }
            else if (known.Prices.Count == 0 && (draft.Skill.ModelPreferences.MaxCost ?? draft.Skill.Limits.MaxCostUsd) is not null)
            {
                diagnostics.Add(SkillDiagnosticCode.UnknownPrice, node, $"No price is known for '{node.Text}', so the cost ceiling cannot hold it. Add a price to the model catalog.");
            }
        }
    }

    private static void SecretCheck(SkillDraft draft, DiagnosticList diagnostics)
    {
        foreach (var source in draft.Templates.Select(static t => t.Node.Source).Append(draft.Root.Source).Distinct())
        {
            foreach (var (index, length, what) in SecretScan.Find(source.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.Secret, source, index, length, $"This looks like {what}. Remove it and have it revoked; providers read their keys from the host's configuration.");
            }
        }
    }
}
