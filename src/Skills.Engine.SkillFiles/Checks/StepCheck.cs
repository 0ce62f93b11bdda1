using Skills.Engine.Composition;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Checks what the steps of a composed skill read and wait for.</summary>
internal static class StepCheck
{
    public static void Run(SkillDraft draft, SchemaView? inputs, DiagnosticList diagnostics)
    {
        if (draft.Skill.Composition is not { } composition)
        {
            return;
        }

        var texts = new StepTexts(composition, draft.Root);
        texts.Check(inputs, diagnostics);
        CompositionPlan.Of(composition, out var problems);
        foreach (var problem in problems)
        {
            if (texts.NodeOf(composition.Steps.First(s => s.Key == problem.Key)) is not { } at)
            {
                continue;
            }

            // Steps that templates name were looked up there, at the very place.
            var unknown = ((at.Find("after")?.Value as ListNode)?.Items ?? []).OfType<ScalarNode>().FirstOrDefault(n => StepSection.Key(n.Text) == problem.Name);
            if (problem.IsCycle || unknown is not null)
            {
                var name = at.Find("name")?.Value ?? at.Find("skill")?.Value ?? at;
                diagnostics.Add(problem.IsCycle ? SkillDiagnosticCode.StepCycle : SkillDiagnosticCode.UnknownStep, unknown ?? name, problem.Message);
            }
        }
    }
}
