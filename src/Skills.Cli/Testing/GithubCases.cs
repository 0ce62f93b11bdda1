using Skills.Cli.Checking;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>Failed cases as annotations of a GitHub workflow.</summary>
internal static class GithubCases
{
    /// <summary>Returns one annotation for each finding of a case that did not pass.</summary>
    public static IEnumerable<string> Of(SkillTestReport report)
    {
        foreach (var result in report.Results.Where(static r => r.Outcome is SkillTestOutcome.Failed or SkillTestOutcome.Flaky or SkillTestOutcome.Error))
        {
            var level = result.Outcome == SkillTestOutcome.Flaky ? "warning" : "error";
            var findings = result.Runs.SelectMany(static r => r.Findings).Where(static f => f.Kind != SkillTestFindingKind.NotChecked).DistinctBy(static f => f.Describe()).ToList();
            foreach (var finding in findings)
            {
                yield return GithubAnnotation.Of(level, finding.File ?? result.File ?? result.Skill, finding.Line ?? result.Line ?? 1, null, result.Id, $"{finding.Describe()}\nagain: {result.Again}");
            }

            if (findings.Count == 0)
            {
                yield return GithubAnnotation.Of(level, result.File ?? result.Skill, result.Line ?? 1, null, result.Id, $"{result.Reason ?? string.Join(' ', result.Runs.SelectMany(static r => r.Errors).Distinct())}\nagain: {result.Again}");
            }
        }
    }
}
