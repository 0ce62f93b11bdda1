using System.Globalization;
using Skills.Engine.Evaluation.Comparison;

namespace Skills.Engine.Evaluation;

/// <summary>Checks a run against a committed baseline.</summary>
/// <remarks>
/// Two tests decide. The exact one-sided sign test looks at all cases that models answered together. The guard looks at each case: a
/// case without chance, such as a replayed one, must not lose a run. A case that models answered is tested with Fisher's exact test at
/// its share of <see cref="GateOptions.ItemLevel"/>.
/// </remarks>
public static class SkillTestGate
{
    /// <summary>Checks a report.</summary>
    /// <param name="baseline">The committed results.</param>
    /// <param name="report">The new results.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GateResult Check(SkillTestBaseline baseline, SkillTestReport report, GateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(report);
        options ??= new();
        var now = Known(report).Select(BaselineItem.Of).GroupBy(static i => i.Key, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        var missing = baseline.Items.Where(i => !now.ContainsKey(i.Key)).Select(static i => i.Key).ToList();
        var pairs = baseline.Items.Where(i => now.ContainsKey(i.Key)).Select(i => (Before: i, After: now[i.Key])).ToList();
        var chance = pairs.Where(static p => p.Before.Live || p.After.Live).ToList();
        var wins = chance.Count(static p => Rate(p.After) > Rate(p.Before));
        var losses = chance.Count(static p => Rate(p.After) < Rate(p.Before));
        var value = ExactTests.SignLosses(wins, losses);
        var regressed = pairs.Where(p => IsWorse(p.Before, p.After, options.ItemLevel / Math.Max(1, chance.Count))).Select(static p => p.After.Key).ToList();
        var verdict = regressed.Count > 0 || (losses > 0 && value <= options.Level) ? GateVerdict.Regressed
            : losses > wins ? GateVerdict.InsufficientData
            : GateVerdict.Passed;
        return new(verdict, InWords(verdict, regressed, wins, losses, missing.Count, value), regressed, missing, value);
    }

    internal static IEnumerable<SkillTestResult> Known(SkillTestReport report) =>
        report.Results.Where(static r => r.Runs.Count > 0 && r.Outcome is SkillTestOutcome.Passed or SkillTestOutcome.Failed or SkillTestOutcome.Flaky);

    private static double Rate(BaselineItem item) => item.Runs == 0 ? 0 : (double)item.Passed / item.Runs;

    private static bool IsWorse(BaselineItem before, BaselineItem after, double level) => before.Live || after.Live
        ? ExactTests.FisherLower(before.Passed, before.Runs, after.Passed, after.Runs) <= level
        : Rate(after) < Rate(before);

    private static string InWords(GateVerdict verdict, List<string> regressed, int wins, int losses, int missing, double value)
    {
        var test = string.Create(CultureInfo.InvariantCulture, $"+{wins} −{losses} among live cases, one-sided sign test p = {value:0.###}");
        var left = missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {missing} case(s) of the baseline were not run.");
        return verdict switch
        {
            GateVerdict.Regressed when regressed.Count > 0 => $"Regressed: {string.Join(", ", regressed.Take(10))}{(regressed.Count > 10 ? " and more" : "")}. {test}.{left}",
            GateVerdict.Regressed => $"Regressed over all cases: {test}.{left}",
            GateVerdict.InsufficientData => $"Insufficient data: {test}. Chance could explain it. Repeat the cases more often.{left}",
            _ => $"No regression: {test}.{left}",
        };
    }
}
