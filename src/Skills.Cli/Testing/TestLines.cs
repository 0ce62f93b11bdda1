using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>A test report as lines for people.</summary>
/// <param name="ink">The colors.</param>
internal sealed class TestLines(Ink ink)
{
    private const int NameWidth = 52;
    private const int MostFindings = 5;

    /// <summary>Returns the lines of every case, grouped by skill.</summary>
    public IEnumerable<string> Of(SkillTestReport report)
    {
        var several = report.Targets.Count > 1;
        foreach (var skill in report.Results.GroupBy(static r => (r.Skill, r.SkillVersion)))
        {
            yield return $"{ink.Bold(skill.Key.Skill)} {skill.Key.SkillVersion}";
            foreach (var line in skill.SelectMany(r => Case(r, several)))
            {
                yield return line;
            }
        }

        foreach (var stale in report.StaleCassettes)
        {
            yield return $"{ink.Yellow("stale")} {stale.File}: {stale.Reason}";
        }
    }

    /// <summary>Returns the last line: counts, origins and cost.</summary>
    public static string Summary(SkillTestReport report)
    {
        int Count(SkillTestOutcome outcome) => report.Count(outcome);
        var counts = $"{Count(SkillTestOutcome.Passed)} passed, {Count(SkillTestOutcome.Failed)} failed, {Count(SkillTestOutcome.Flaky)} flaky, {Count(SkillTestOutcome.Skipped)} skipped";
        var rest = (Count(SkillTestOutcome.Error), Count(SkillTestOutcome.NotRun)) switch
        {
            (0, 0) => "",
            (var errors, 0) => $", {errors} without an answer",
            (var errors, var left) => $", {errors} without an answer, {left} not run",
        };
        var origins = Enum.GetValues<SkillTestSource>().Where(static s => s != SkillTestSource.None).Select(s => (Source: s, Runs: report.Count(s))).Where(static s => s.Runs > 0).Select(static s => $"{NameOf(s.Source)} {s.Runs}").ToList();
        return $"{counts}{rest} · {(origins.Count > 0 ? string.Join(", ", origins) : "no model needed")} · {Money.Text(report.Cost)} · {report.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";
    }

    private IEnumerable<string> Case(SkillTestResult result, bool several)
    {
        var name = PlainText.Line(several ? $"{result.Case} [{result.Target}]" : result.Case, NameWidth);
        yield return $"  {Mark(result.Outcome)} {name.PadRight(NameWidth)} {Figures(result)}".TrimEnd();
        if (result.Reason is { } reason)
        {
            yield return $"      {ink.Dim(PlainText.Line(reason, 160))}";
        }

        if (result.Outcome is not (SkillTestOutcome.Failed or SkillTestOutcome.Flaky or SkillTestOutcome.Error))
        {
            yield break;
        }

        foreach (var line in Findings(result))
        {
            yield return "      " + line;
        }

        yield return $"      {ink.Dim("again:")} {result.Again}";
    }

    private IEnumerable<string> Findings(SkillTestResult result)
    {
        var findings = result.Runs.SelectMany(static r => r.Findings).Where(static f => f.Kind != SkillTestFindingKind.NotChecked).DistinctBy(static f => f.Describe()).ToList();
        foreach (var finding in findings.Take(MostFindings))
        {
            var place = finding is { File: { } file, Line: { } line } ? $"   {ink.Dim($"{file}:{line}")}" : "";
            yield return $"{ink.Red(PlainText.Line(finding.Describe(), 300))}{place}";
        }

        if (findings.Count > MostFindings)
        {
            yield return ink.Dim($"… {findings.Count - MostFindings} more");
        }

        foreach (var error in result.Runs.Where(static r => !r.Passed).SelectMany(static r => r.Errors).Distinct().Take(MostFindings))
        {
            yield return ink.Dim(PlainText.Line(error, 300));
        }
    }

    private static string Figures(SkillTestResult result)
    {
        if (result.Runs.Count == 0)
        {
            return "";
        }

        var origin = string.Join("+", result.Runs.Select(static r => NameOf(r.Source)).Distinct());
        var rate = result.Repeat > 1 ? $" {result.Passes}/{result.Runs.Count}" : "";
        var cost = result.Cost.Usd == 0 ? "" : $"  {Money.Text(result.Cost)}";
        var time = string.Create(CultureInfo.InvariantCulture, $"{result.Runs.Average(static r => r.LatencyMs):0} ms");
        var answers = result is { Repeat: > 1, DistinctAnswers: > 1 } ? $"  {result.DistinctAnswers} distinct answers" : "";
        return $"{origin + rate,-14} {time,8}{cost}{answers}";
    }

    private string Mark(SkillTestOutcome outcome) => outcome switch
    {
        SkillTestOutcome.Passed => ink.Green("✓"),
        SkillTestOutcome.Failed => ink.Red("✗"),
        SkillTestOutcome.Flaky => ink.Yellow("~"),
        SkillTestOutcome.Error => ink.Red("!"),
        _ => ink.Dim("–"),
    };

    private static string NameOf(SkillTestSource source) => source switch
    {
        SkillTestSource.None => "–",
        SkillTestSource.DryRun => "dry",
        _ => source.ToString().ToLowerInvariant(),
    };
}
