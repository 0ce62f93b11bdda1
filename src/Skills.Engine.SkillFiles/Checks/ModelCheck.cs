using System.Globalization;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds models and providers that the catalog does not have, models that retire, and models without a price under a ceiling.</summary>
internal sealed class ModelCheck(ModelCatalog models, TimeProvider time, DiagnosticList diagnostics)
{
    // As early as most providers announce that a model ends.
    private const int NoticeDays = 60;

    /// <summary>Checks what a skill says about models.</summary>
    /// <param name="draft">The skill as read.</param>
    public void Run(SkillDraft draft)
    {
        if (draft.Root.Find("model")?.Value is not MapNode model)
        {
            return;
        }

        CheckProviders(model);
        foreach (var (key, list) in model.Entries.Where(static e => e.Key.Text is "prefer" or "only" or "avoid").Select(static e => (e.Key.Text, e.Value as ListNode)))
        {
            foreach (var node in list?.Items.OfType<ScalarNode>() ?? [])
            {
                CheckName(key, node, draft.Skill);
            }
        }
    }

    private void CheckProviders(MapNode model)
    {
        var providers = models.Models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var list in model.Entries.Where(static e => e.Key.Text is "onlyProviders" or "preferProviders").Select(static e => e.Value).OfType<ListNode>())
        {
            foreach (var node in list.Items.OfType<ScalarNode>().Where(n => !providers.Contains(n.Text, StringComparer.OrdinalIgnoreCase)))
            {
                diagnostics.Add(SkillDiagnosticCode.UnknownModel, node, $"No model of the catalog has the provider '{node.Text}'.{NearestName.Hint(node.Text, providers)}");
            }
        }
    }

    private void CheckName(string key, ScalarNode node, Skill skill)
    {
        var known = models.Find(node.Text) ?? models.Find(node.Text[(node.Text.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (known is null)
        {
            var names = models.Models.Select(static m => m.Id).Concat(models.Models.SelectMany(static m => m.Aliases));
            var effect = key == "avoid" ? "so nothing is avoided" : "so it is never chosen";
            diagnostics.Add(SkillDiagnosticCode.UnknownModel, node, $"The model '{node.Text}' is not in the catalog, {effect}.{NearestName.Hint(node.Text, names)}");
        }
        else if (key != "avoid")
        {
            CheckRetirement(node, known);
            CheckPrice(node, known, skill);
        }
    }

    private void CheckRetirement(ScalarNode node, ModelDefinition model)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (model.RetiresOn <= today.AddDays(NoticeDays))
        {
            var isRetired = model.RetiresOn <= today;
            var code = SkillDiagnosticCode.RetiringModel with { Severity = isRetired ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info };
            diagnostics.Add(code, node, string.Create(CultureInfo.InvariantCulture, $"The provider of '{node.Text}' {(isRetired ? "retired it" : "retires it")} on {model.RetiresOn:yyyy-MM-dd}. Name its successor."));
        }
    }

    private void CheckPrice(ScalarNode node, ModelDefinition model, Skill skill)
    {
        if (model.Prices.Count == 0 && (skill.ModelPreferences.MaxCost ?? skill.Limits.MaxCostUsd) is not null)
        {
            diagnostics.Add(SkillDiagnosticCode.UnknownPrice, node, $"No price is known for '{node.Text}', so the cost ceiling cannot hold it. Add a price to the model catalog.");
        }
    }
}
