using System.Globalization;

namespace Skills.Engine.Evaluation.Comparison;

/// <summary>Makes the row of one column from the results of both versions.</summary>
internal static class PairedRow
{
    private const double Same = 1e-9;

    public static ComparisonRow Of(string target, IReadOnlyList<SkillTestResult> before, IReadOnlyList<SkillTestResult> after, ComparisonOptions options)
    {
        var second = after.Where(HasRun).GroupBy(static r => (r.Skill, r.Case)).ToDictionary(static g => g.Key, static g => g.First());
        var pairs = before.Where(HasRun).Where(r => second.ContainsKey((r.Skill, r.Case))).Select(r => (Before: r, After: second[(r.Skill, r.Case)])).ToList();
        var differences = pairs.Select(p => Value(p.After, options) - Value(p.Before, options)).ToList();
        var gained = pairs.Where((_, i) => differences[i] > Same).Select(static p => p.After.Id).ToList();
        var lost = pairs.Where((_, i) => differences[i] < -Same).Select(static p => p.After.Id).ToList();
        var p = ExactTests.Sign(gained.Count, lost.Count);
        var mean = differences.Count == 0 ? 0 : differences.Average();
        var (low, high) = Bootstrap.Interval(differences, options.Seed);
        var verdict = Judge(gained.Count, lost.Count, p, differences.Count, low, high, options);
        return new()
        {
            Target = target,
            Cases = pairs.Count,
            RunsBefore = Count(pairs.Select(static x => x.Before)),
            RunsAfter = Count(pairs.Select(static x => x.After)),
            Gained = gained,
            Lost = lost,
            MeanDifference = mean,
            Low = low,
            High = high,
            PValue = p,
            Verdict = verdict,
            Summary = InWords(verdict, gained.Count, lost.Count, pairs.Count, p, (mean, low, high), options),
        };
    }

    // Nothing is known of a case that did not run to its end, or whose provider failed.
    private static bool HasRun(SkillTestResult result) => result.Runs.Count > 0 && result.Outcome is SkillTestOutcome.Passed or SkillTestOutcome.Failed or SkillTestOutcome.Flaky;

    private static double Value(SkillTestResult result, ComparisonOptions options) =>
        (options.Metric == ComparisonMetric.Score ? result.Score : result.PassRate) ?? 0;

    private static RunCount Count(IEnumerable<SkillTestResult> results)
    {
        var runs = results.SelectMany(static r => r.Runs).ToList();
        return new(runs.Count(static r => r.Passed), runs.Count, runs.Aggregate(Cost.Zero, static (sum, r) => sum + (r.RecordedCost ?? r.Cost)));
    }

    // With too few cases even no difference at all is no evidence: 3/n bounds the share that a sample of n can hide.
    private static ComparisonVerdict Judge(int gained, int lost, double p, int cases, double low, double high, ComparisonOptions options) =>
        p <= options.Level ? gained > lost ? ComparisonVerdict.Better : ComparisonVerdict.Worse
        : cases * options.Margin >= 3 && low > -options.Margin && high < options.Margin ? ComparisonVerdict.Equivalent
        : ComparisonVerdict.InsufficientData;

    private static string InWords(ComparisonVerdict verdict, int gained, int lost, int cases, double p, (double Mean, double Low, double High) difference, ComparisonOptions options)
    {
        var test = string.Create(CultureInfo.InvariantCulture, $"sign test p = {p:0.###}, +{gained} −{lost} of {cases} cases");
        var size = string.Create(CultureInfo.InvariantCulture, $"mean difference {difference.Mean * 100:+0.#;−0.#;0} points (95 % interval {difference.Low * 100:+0.#;−0.#;0} to {difference.High * 100:+0.#;−0.#;0})");
        return verdict switch
        {
            ComparisonVerdict.Better => $"Better: {test}, {size}.",
            ComparisonVerdict.Worse => $"Worse: {test}, {size}.",
            ComparisonVerdict.Equivalent => string.Create(CultureInfo.InvariantCulture, $"Equivalent within {options.Margin * 100:0.#} points: {test}, {size}."),
            _ when gained + lost < Needed(options.Level) => $"Not yet evidence: {test}. At least {Needed(options.Level)} cases must differ for a verdict. Add cases.",
            _ => $"Not yet evidence: {test}, {size}. Add cases.",
        };
    }

    // The fewest differing cases that can be significant when all point one way.
    private static int Needed(double level) => (int)Math.Ceiling(1 - Math.Log2(level));
}
