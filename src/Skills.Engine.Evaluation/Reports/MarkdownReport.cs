using System.Globalization;
using System.Text;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Writes Markdown for the summary of a CI job.</summary>
internal static class MarkdownReport
{
    // GitHub refuses a summary of more than one MiB.
    private const int MostRows = 200;
    private const int LongestCell = 500;

    public static string Write(SkillTestReport report, IReadOnlyList<SkillComparison> comparisons)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Skill tests: {(report.IsSuccess ? "passed" : "not passed")}\n\n{Figures.Counts(report)}");
        if (Figures.Sources(report) is { Length: > 0 } sources)
        {
            text.Append(" · ").Append(sources);
        }

        text.Append(" · ").Append(Figures.Money(report.Cost)).Append(" · ").Append(Figures.Duration(report.Duration.TotalMilliseconds)).Append("\n\n");
        if (report.StopReason is { } reason)
        {
            text.Append("**Stopped:** ").Append(Escape(reason)).Append("\n\n");
        }

        Problems(text, report);
        Columns(text, report);
        foreach (var comparison in comparisons)
        {
            Comparison(text, comparison);
        }

        foreach (var stale in report.StaleCassettes.Take(MostRows))
        {
            text.Append("- stale cassette ").Append(Code(stale.File)).Append(": ").Append(Escape(stale.Reason)).Append('\n');
        }

        return text.ToString();
    }

    private static void Problems(StringBuilder text, SkillTestReport report)
    {
        var bad = report.Results.Where(static r => r.Outcome is SkillTestOutcome.Failed or SkillTestOutcome.Flaky or SkillTestOutcome.Error).ToList();
        if (bad.Count == 0)
        {
            return;
        }

        text.Append("| case | column | runs | finding | again |\n|---|---|---|---|---|\n");
        foreach (var result in bad.Take(MostRows))
        {
            var finding = Reports.Problems.Of(result).FirstOrDefault() ?? "";
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(result.Id)} | {Escape(result.Target)} | {result.Passes}/{result.Runs.Count} | {Escape(finding)} | {Code(result.Again)} |\n");
        }

        text.Append(bad.Count > MostRows ? string.Create(CultureInfo.InvariantCulture, $"\n{bad.Count - MostRows} more are in the other reports.\n\n") : "\n");
    }

    private static void Columns(StringBuilder text, SkillTestReport report)
    {
        if (report.Targets.Count < 2)
        {
            return;
        }

        text.Append("| column | runs passed | cost | median | p95 |\n|---|---|---|---|---|\n");
        foreach (var column in ColumnFigures.Of(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(column.Name)} | {column.Passed}/{column.Runs} | {Figures.Money(column.Cost)} | {Time(column.P50)} | {Time(column.P95)} |\n");
        }

        text.Append('\n');
    }

    private static string Time(double? milliseconds) => milliseconds is { } known ? Figures.Duration(known) : "–";

    private static void Comparison(StringBuilder text, SkillComparison comparison)
    {
        text.Append(CultureInfo.InvariantCulture, $"### {Escape(comparison.Before)} → {Escape(comparison.After)}\n\n| column | before | after | better | worse | verdict |\n|---|---|---|---|---|---|\n");
        foreach (var row in comparison.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(row.Target)} | {row.RunsBefore} {Figures.Money(row.RunsBefore.Cost)} | {row.RunsAfter} {Figures.Money(row.RunsAfter.Cost)} | +{row.Gained.Count} | −{row.Lost.Count} | {Escape(row.Summary)} |\n");
        }

        text.Append('\n');
        foreach (var lost in comparison.Rows.SelectMany(static r => r.Lost).Distinct(StringComparer.Ordinal).Take(MostRows))
        {
            text.Append("- worse: ").Append(Escape(lost)).Append('\n');
        }
    }

    // Nothing of a case may end a cell, begin a tag, a link or an image.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text.Length > LongestCell ? text[..LongestCell] + "…" : text)
        {
            escaped.Append(c switch
            {
                '\n' or '\r' => " ",
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '#' or '!' or '~' or '@' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Code(string text) => $"<code>{Escape(text)}</code>";
}
