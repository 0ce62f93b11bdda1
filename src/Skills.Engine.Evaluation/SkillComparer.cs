using System.Globalization;
using Skills.Engine.Evaluation.Comparison;

namespace Skills.Engine.Evaluation;

/// <summary>Compares two test runs case by case, so that hard and easy cases do not blur the difference.</summary>
/// <remarks>
/// The verdict comes from the exact two-sided sign test over the cases that differ. Its rate of false alarms is at most
/// <see cref="ComparisonOptions.Level"/> for each row, whatever the number of cases. Read more rows as more chances of a false alarm.
/// </remarks>
public static class SkillComparer
{
    /// <summary>Compares two reports, such as of two revisions. Cases are paired by skill, name and column.</summary>
    /// <param name="before">The first report.</param>
    /// <param name="after">The second report.</param>
    /// <param name="beforeName">The name of the first version.</param>
    /// <param name="afterName">The name of the second version.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static SkillComparison Compare(SkillTestReport before, SkillTestReport after, string beforeName = "before", string afterName = "after", ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var targets = before.Targets.Select(static t => t.Name).Intersect(after.Targets.Select(static t => t.Name), StringComparer.Ordinal);
        var rows = targets.Select(t => PairedRow.Of(t, Of(before, t), Of(after, t), Checked(options))).ToList();
        return new() { Before = beforeName, After = afterName, Rows = rows, Unpaired = Unpaired(before.Results, after.Results, withTarget: true) };
    }

    /// <summary>Compares two columns of one report, such as two models or variants.</summary>
    /// <param name="report">The report.</param>
    /// <param name="before">The name of the first column.</param>
    /// <param name="after">The name of the second column.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The report has no such column.</exception>
    public static SkillComparison CompareTargets(SkillTestReport report, string before, string after, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (first, second) = (Known(report, before), Known(report, after));
        var row = PairedRow.Of($"{before} → {after}", first, second, Checked(options));
        return new() { Before = before, After = after, Rows = [row], Unpaired = Unpaired(first, second, withTarget: false) };
    }

    private static ComparisonOptions Checked(ComparisonOptions? options)
    {
        options ??= new();
        return options is { Level: > 0 and < 1, Margin: > 0 and <= 1 }
            ? options
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Level ({options.Level}) must be between 0 and 1, and Margin ({options.Margin}) more than 0 and at most 1."), nameof(options));
    }

    private static List<SkillTestResult> Of(SkillTestReport report, string target) => [.. report.Results.Where(r => r.Target == target)];

    private static List<SkillTestResult> Known(SkillTestReport report, string target) => report.Targets.Any(t => t.Name == target)
        ? Of(report, target)
        : throw new ArgumentException($"The report has no target '{target}'. It has: {string.Join(", ", report.Targets.Select(static t => t.Name))}.", nameof(target));

    private static List<string> Unpaired(IEnumerable<SkillTestResult> before, IEnumerable<SkillTestResult> after, bool withTarget)
    {
        var (first, second) = (before.ToLookup(Key), after.ToLookup(Key));
        return [.. first.Where(g => !second.Contains(g.Key)).Concat(second.Where(g => !first.Contains(g.Key))).Select(static g => g.First().Id).Distinct(StringComparer.Ordinal)];

        (string, string, string) Key(SkillTestResult r) => (r.Skill, r.Case, withTarget ? r.Target : "");
    }
}
