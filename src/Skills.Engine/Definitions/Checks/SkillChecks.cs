namespace Skills.Engine.Definitions;

/// <summary>What is checked of a skill beyond its file's own schema.</summary>
internal sealed class SkillChecks
{
    /// <summary>Finds unknown rule types and parameters; null when there is no one to ask.</summary>
    public Func<Skill, IReadOnlyList<SkillError>>? CheckRules { get; init; }

    public void Run(SkillDraft draft, DiagnosticList diagnostics)
    {
        if (CheckRules is not null && draft.Root.Find("rules")?.Value is ListNode rules)
        {
            foreach (var error in CheckRules(draft.Skill))
            {
                diagnostics.Add(SkillDiagnosticCode.BadRule, rules, error.Message);
            }
        }
    }
}
