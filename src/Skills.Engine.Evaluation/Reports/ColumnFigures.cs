namespace Skills.Engine.Evaluation.Reports;

/// <summary>The sums of one column.</summary>
internal sealed record ColumnFigures(string Name, int Passed, int Runs, Cost Cost, double? P50, double? P95, int Repaired)
{
    public static IReadOnlyList<ColumnFigures> Of(SkillTestReport report)
    {
        var byTarget = report.Results.ToLookup(static r => r.Target, StringComparer.Ordinal);
        return [.. report.Targets.Select(t => Of(t.Name, [.. byTarget[t.Name].SelectMany(static r => r.Runs)]))];
    }

    private static ColumnFigures Of(string name, IReadOnlyList<SkillTestRun> runs)
    {
        var latencies = runs.Where(static r => r.Source is SkillTestSource.Live or SkillTestSource.Replay).Select(static r => r.LatencyMs).Order().ToList();
        return new(
            name,
            runs.Count(static r => r.Passed),
            runs.Count,
            Figures.CostOf(runs),
            Figures.Percentile(latencies, 0.5),
            Figures.Percentile(latencies, 0.95),
            runs.Count(static r => r.Repairs.Count > 0));
    }
}
