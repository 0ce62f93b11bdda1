using System.Text.Json;
using Skills.Engine.Dashboard.Wire;
using Skills.Engine.Evaluation;

namespace Skills.Engine.Dashboard.Testing;

/// <summary>A test run as it is kept: without prompts and outputs, and with findings both described and bare.</summary>
internal sealed class KeptReport
{
    private const int MaxFinding = 500;

    private readonly List<SkillTestResult> _results;

    public KeptReport(SkillTestReport report, string? skill)
    {
        _results = [.. report.Results.Select(static r => r with { Runs = [.. r.Runs.Select(static run => run with { Output = run.Output is { } o ? Digest(o) : null, Prompt = null })] })];
        Summary = new(
            report.StartedAt,
            report.Duration.TotalMilliseconds,
            Name(report.Mode),
            skill,
            [.. report.Targets.Select(static t => t.Name)],
            report.Count(SkillTestOutcome.Passed),
            report.Count(SkillTestOutcome.Failed),
            report.Count(SkillTestOutcome.Flaky),
            report.Count(SkillTestOutcome.Skipped),
            report.Cost.Usd,
            Name(report.Cost.Kind),
            report.StopReason);
    }

    /// <summary>Gets the run in numbers.</summary>
    public TestReportView Summary { get; }

    /// <summary>Returns the matrix of cases and targets.</summary>
    public IReadOnlyList<TestRowView> Rows(bool seesContent) => [.. _results.GroupBy(static r => r.Id).Select(g => new TestRowView(
        g.Key,
        g.First().Skill,
        g.First().Case,
        [.. g.Select(r => Cell(r, seesContent))]))];

    private static TestCellView Cell(SkillTestResult r, bool seesContent) => new(
        r.Target,
        Name(r.Outcome),
        r.Passes,
        r.Runs.Count,
        r.DistinctAnswers,
        r.Runs.Count == 0 ? 0 : r.Runs.Average(static run => run.LatencyMs),
        seesContent ? r.Reason : null,
        [.. r.Runs.SelectMany(static run => run.Findings).Select(f => Short(seesContent ? f.Describe() : f.ToString())).Distinct(StringComparer.Ordinal)],
        r.Again);

    private static string Short(string text) => text.Length <= MaxFinding ? text : text[..MaxFinding] + " …";

    // Answers are counted, not shown: their hash tells two of them apart.
    private static string Digest(string output) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(output)).AsSpan(0, 8));

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
