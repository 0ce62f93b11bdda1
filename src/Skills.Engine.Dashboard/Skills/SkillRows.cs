using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Skills;

/// <summary>Skills as rows of a list.</summary>
internal static class SkillRows
{
    /// <summary>Returns one row for a skill.</summary>
    /// <param name="skill">The version that is shown.</param>
    /// <param name="catalog">All versions.</param>
    /// <param name="totals">Its sums; null when unknown.</param>
    public static SkillRow Of(Skill skill, SkillCatalog catalog, ExecutionTotals? totals)
    {
        var findings = catalog.Diagnostics.Where(d => d.Skill == skill.Slug).ToList();
        return new(
            skill.Slug,
            skill.Name,
            skill.Version,
            [.. catalog.Definitions.Where(d => d.Skill.Slug == skill.Slug).Select(static d => d.Skill.Version)],
            skill.Status.ToString().ToLowerInvariant(),
            skill.Category,
            skill.Tags,
            skill.Description,
            skill.Composition is not null)
        {
            Totals = totals is null ? null : TotalsView.Of(totals),
            Errors = findings.Count(static d => d.Severity == DiagnosticSeverity.Error),
            Warnings = findings.Count(static d => d.Severity == DiagnosticSeverity.Warning),
        };
    }
}
