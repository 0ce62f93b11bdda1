using Skills.Engine.Definitions;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>What is checked of a skill beyond its file's own schema: every finding at once, each at its place.</summary>
internal sealed class SkillChecks
{
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
        if (Models is { } models)
        {
            new ModelCheck(models, Time, diagnostics).Run(draft);
        }

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
}
