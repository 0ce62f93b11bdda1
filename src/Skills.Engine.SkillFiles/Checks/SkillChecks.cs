using System.Globalization;
using Skills.Engine.Definitions;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>What is checked of a skill beyond its file's own schema: every finding at once, each at its place.</summary>
internal sealed class SkillChecks
{
    // As early as most providers announce that a model ends.
    private const int NoticeDays = 60;

    /// <summary>Finds unknown rule types and parameters; null when there is no one to ask.</summary>
    public Func<Skill, IReadOnlyList<UnreadableRule>>? FindRuleFaults { get; init; }

    /// <summary>The models a host can call; null when that is not known.</summary>
    public ModelCatalog? Models { get; init; }

    /// <summary>Says what day it is, for models that retire.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks a skill and its variants.</summary>
    /// <param name="draft">The skill as read.</param>
    /// <param name="diagnostics">Takes what is found.</param>
    public void Run(SkillDraft draft, DiagnosticList diagnostics)
    {
        Content(draft, isVariant: false, diagnostics);
        OptionCheck.Run(draft, diagnostics);
        SecretCheck.Run(draft, diagnostics);
        foreach (var (name, variant) in draft.Variants)
        {
            // What the variant takes from the file itself was found there; the rest is named with it.
            var own = new DiagnosticList { Skill = diagnostics.Skill };
            Content(variant, isVariant: true, own);
            diagnostics.AddRange(own.ToList().Select(d => d with { Message = $"In the variant '{name}': {d.Message}" }));
        }
    }

    private void Content(SkillDraft draft, bool isVariant, DiagnosticList diagnostics)
    {
        var schemas = SchemaCheck.Run(draft, diagnostics);
        TemplateCheck.Run(draft, schemas.Input?.View, isVariant, diagnostics);
        new ValueCheck(draft, schemas, diagnostics).Run();
        RuleFaults(draft, diagnostics);
        new RuleFieldCheck(draft, schemas, diagnostics).Run();
        ModelCheck(draft, diagnostics);
        StepCheck.Run(draft, schemas.Input?.View, diagnostics);
        SlipCheck.Run(draft, schemas.Output?.View, diagnostics);
    }

    private void RuleFaults(SkillDraft draft, DiagnosticList diagnostics)
    {
        foreach (var finding in FindRuleFaults?.Invoke(draft.Skill) ?? [])
        {
            var index = finding.Index;
            // A rule of the host's own is no fault of the file, and need not be there where the file is only read.
            var severity = index < draft.Skill.ValidationRules.Count && draft.Skill.ValidationRules[index] is { Type: "custom", Severity: not RuleSeverity.Error }
                ? DiagnosticSeverity.Warning
                : SkillDiagnosticCode.BadRule.Severity;
            RuleFault.Report(SkillDiagnosticCode.BadRule with { Severity = severity }, draft.Place($"/rules/{index}"), finding, diagnostics);
        }
    }

    private void ProviderCheck(MapNode model, DiagnosticList diagnostics)
    {
        var providers = Models!.Models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var list in model.Entries.Where(static e => e.Key.Text is "onlyProviders" or "preferProviders").Select(static e => e.Value).OfType<ListNode>())
        {
            foreach (var node in list.Items.OfType<ScalarNode>().Where(n => !providers.Contains(n.Text, StringComparer.OrdinalIgnoreCase)))
            {
                diagnostics.Add(SkillDiagnosticCode.UnknownModel, node, $"No model of the catalog has the provider '{node.Text}'.{NearestName.Hint(node.Text, providers)}");
            }
        }
    }

    private void ModelCheck(SkillDraft draft, DiagnosticList diagnostics)
    {
        if (Models is null || draft.Root.Find("model")?.Value is not MapNode model)
        {
            return;
        }

        ProviderCheck(model, diagnostics);
        foreach (var (key, list) in model.Entries.Where(static e => e.Key.Text is "prefer" or "only" or "avoid").Select(static e => (e.Key.Text, e.Value as ListNode)))
        {
            foreach (var node in list?.Items.OfType<ScalarNode>() ?? [])
            {
                NameCheck(key, node, draft.Skill, diagnostics);
            }
        }
    }

    private void NameCheck(string key, ScalarNode node, Skill skill, DiagnosticList diagnostics)
    {
        var known = Models!.Find(node.Text) ?? Models.Find(node.Text[(node.Text.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (known is null)
        {
            var names = Models.Models.Select(static m => m.Id).Concat(Models.Models.SelectMany(static m => m.Aliases));
            var effect = key == "avoid" ? "so nothing is avoided" : "so it is never chosen";
            diagnostics.Add(SkillDiagnosticCode.UnknownModel, node, $"The model '{node.Text}' is not in the catalog, {effect}.{NearestName.Hint(node.Text, names)}");
        }
        else if (key != "avoid")
        {
            RetirementCheck(node, known, diagnostics);
            PriceCheck(node, known, skill, diagnostics);
        }
    }

    private void RetirementCheck(ScalarNode node, ModelDefinition model, DiagnosticList diagnostics)
    {
        var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        if (model.RetiresOn <= today.AddDays(NoticeDays))
        {
            var isRetired = model.RetiresOn <= today;
            var code = SkillDiagnosticCode.RetiringModel with { Severity = isRetired ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info };
            diagnostics.Add(code, node, string.Create(CultureInfo.InvariantCulture, $"The provider of '{node.Text}' {(isRetired ? "retired it" : "retires it")} on {model.RetiresOn:yyyy-MM-dd}. Name its successor."));
        }
    }

    private static void PriceCheck(ScalarNode node, ModelDefinition model, Skill skill, DiagnosticList diagnostics)
    {
        if (model.Prices.Count == 0 && (skill.ModelPreferences.MaxCost ?? skill.Limits.MaxCostUsd) is not null)
        {
            diagnostics.Add(SkillDiagnosticCode.UnknownPrice, node, $"No price is known for '{node.Text}', so the cost ceiling cannot hold it. Add a price to the model catalog.");
        }
    }
}
