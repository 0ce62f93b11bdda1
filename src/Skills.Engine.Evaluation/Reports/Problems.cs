namespace Skills.Engine.Evaluation.Reports;

/// <summary>The sentences that explain why a case did not pass.</summary>
internal static class Problems
{
    /// <summary>Returns the findings of the failed runs with their places, each once, then the errors of providers.</summary>
    public static IEnumerable<string> Of(SkillTestResult result)
    {
        var failed = result.Runs.Where(static r => !r.Passed).ToList();
        var findings = failed.SelectMany(static r => r.Findings).Where(static f => f.Kind != SkillTestFindingKind.NotChecked).Select(static f => f.Describe() + PlaceOf(f));
        var errors = failed.Where(static r => r.ProviderFailed).SelectMany(static r => r.Errors);
        return findings.Concat(errors).Distinct(StringComparer.Ordinal);
    }

    public static string PlaceOf(SkillTestFinding finding) => finding is { File: { } file, Line: { } line } ? $" ({file}:{line})" : "";
}
