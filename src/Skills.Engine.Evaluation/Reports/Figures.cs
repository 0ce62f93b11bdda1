using System.Globalization;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Numbers as reports show them. An amount that may be wrong is marked, an unknown one is not zero.</summary>
internal static class Figures
{
    public static string Money(Cost cost) => cost switch
    {
        { Usd: null } => "cost unknown",
        { Kind: CostKind.AtLeast } => "≥ " + Dollars(cost.Usd.Value),
        { Kind: CostKind.Estimated } => "≈ " + Dollars(cost.Usd.Value),
        _ => Dollars(cost.Usd.Value),
    };

    public static string Duration(double milliseconds) => milliseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
    };

    /// <summary>What the runs cost, of the recordings where they were replayed.</summary>
    public static Cost CostOf(IEnumerable<SkillTestRun> runs) => runs.Aggregate(Cost.Zero, static (sum, r) => sum + (r.RecordedCost ?? r.Cost));

    /// <summary>Returns the value below which a share of the values is; null for none.</summary>
    public static double? Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    public static string Sources(SkillTestReport report)
    {
        var parts = Enum.GetValues<SkillTestSource>()
            .Where(static s => s != SkillTestSource.None)
            .Select(s => (Name: NameOf(s), Count: report.Count(s)))
            .Where(static p => p.Count > 0)
            .Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Count}"));
        return string.Join(", ", parts);
    }

    public static string NameOf(SkillTestSource source) => source switch
    {
        SkillTestSource.Respond => "respond",
        SkillTestSource.Replay => "replay",
        SkillTestSource.DryRun => "dry run",
        SkillTestSource.Live => "live",
        _ => "no model",
    };

    public static string Counts(SkillTestReport report) => string.Join(", ", Enum.GetValues<SkillTestOutcome>()
        .Select(o => (Name: NameOf(o), Count: report.Count(o), Always: o is SkillTestOutcome.Passed or SkillTestOutcome.Failed))
        .Where(static p => p.Always || p.Count > 0)
        .Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Name}")));

    public static string NameOf(SkillTestOutcome outcome) => outcome switch
    {
        SkillTestOutcome.Passed => "passed",
        SkillTestOutcome.Failed => "failed",
        SkillTestOutcome.Flaky => "flaky",
        SkillTestOutcome.Skipped => "skipped",
        SkillTestOutcome.NotRun => "not run",
        _ => "provider errors",
    };

    private static string Dollars(decimal usd) => usd == 0 ? "$0" : string.Create(CultureInfo.InvariantCulture, $"${usd:0.00####}");
}
