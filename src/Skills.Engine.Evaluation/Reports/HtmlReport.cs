using System.Globalization;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Writes the page.</summary>
internal sealed class HtmlReport(SkillTestReport report, IReadOnlyList<SkillComparison> comparisons)
{
    // A browser lays out only the blocks on the screen, so a long report opens as fast as a short one.
    private const int RowsOfBlock = 40;
    private readonly Html _html = new();

    public string Write()
    {
        _html.Markup("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"").Text(HtmlAssets.Policy)
            .Markup("\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\"><title>Skill tests: ").Text(Figures.Counts(report))
            .Markup("</title><style>").Markup(HtmlAssets.Style).Markup("</style></head><body>\n");
        Head();
        HtmlCharts.Write(_html, ColumnFigures.Of(report));
        foreach (var comparison in comparisons)
        {
            Comparison(comparison);
        }

        Matrix();
        Stale();
        return _html.Markup("<script>").Markup(HtmlAssets.Script).Markup("</script></body></html>\n").ToString();
    }

    private void Head()
    {
        _html.Element("h1", report.IsSuccess ? "Skill tests: passed" : "Skill tests: not passed").Markup("<p>").Text(Figures.Counts(report));
        if (Figures.Sources(report) is { Length: > 0 } sources)
        {
            _html.Text(" · ").Text(sources);
        }

        _html.Text(string.Create(CultureInfo.InvariantCulture, $" · spent {Figures.Money(report.Cost)} · {Figures.Duration(report.Duration.TotalMilliseconds)} · {report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC")).Markup("</p>");
        if (report.StopReason is { } reason)
        {
            _html.Element("p", "Stopped: " + reason, "stop");
        }
    }

    private void Comparison(SkillComparison comparison)
    {
        _html.Element("h2", $"{comparison.Before} → {comparison.After}").Markup("<table class=\"comparison\"><thead><tr><th>column</th><th>").Text(comparison.Before).Markup("</th><th>").Text(comparison.After).Markup("</th><th>verdict</th><th>better</th><th>worse</th></tr></thead><tbody>");
        foreach (var row in comparison.Rows)
        {
            _html.Markup("<tr>").Element("td", row.Target)
                .Element("td", $"{row.RunsBefore} · {Figures.Money(row.RunsBefore.Cost)}")
                .Element("td", $"{row.RunsAfter} · {Figures.Money(row.RunsAfter.Cost)}")
                .Element("td", row.Summary)
                .Element("td", string.Join(", ", row.Gained), "add")
                .Element("td", string.Join(", ", row.Lost), "del")
                .Markup("</tr>");
        }

        _html.Markup("</tbody></table>");
    }

    private void Matrix()
    {
        _html.Element("h2", "Cases").Markup("<div class=\"filters\"><input id=\"text\" type=\"search\" placeholder=\"filter by name\" aria-label=\"filter by name\"><select id=\"outcome\" aria-label=\"filter by outcome\"><option value=\"\">all outcomes</option>");
        foreach (var outcome in Enum.GetValues<SkillTestOutcome>())
        {
            _html.Markup("<option value=\"").Markup(ClassOf(outcome)).Markup("\">").Text(Figures.NameOf(outcome)).Markup("</option>");
        }

        _html.Markup("</select><span id=\"shown\"></span></div>\n<div class=\"matrix\"><table class=\"head\"><thead><tr><th class=\"case\">case</th>");
        foreach (var target in report.Targets)
        {
            _html.Element("th", target.Name);
        }

        _html.Markup("</tr></thead></table>\n");
        foreach (var block in report.Results.GroupBy(static r => (r.Id, r.SkillVersion)).Chunk(RowsOfBlock))
        {
            _html.Markup("<div class=\"block\"><table><tbody class=\"cases\">\n");
            foreach (var row in block)
            {
                Row([.. row]);
            }

            _html.Markup("</tbody></table></div>\n");
        }

        _html.Markup("</div>\n");
    }

    private void Row(IReadOnlyList<SkillTestResult> results)
    {
        var byTarget = results.GroupBy(static r => r.Target, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        var outcomes = string.Join(' ', results.Select(static r => ClassOf(r.Outcome)).Distinct());
        _html.Markup("<tr data-outcomes=\"").Markup(outcomes).Markup("\" data-name=\"").Text(results[0].Id.ToLowerInvariant()).Markup("\"><td class=\"case\">")
            .Text(results[0].Case).Markup("<br>").Element("span", results[0].File is { } file ? $"{file}:{results[0].Line ?? 1}" : results[0].Skill, "muted").Markup("</td>");
        SkillTestRun? first = null;
        foreach (var target in report.Targets)
        {
            if (byTarget.TryGetValue(target.Name, out var result))
            {
                new HtmlCell(_html, result).Write(first);
                first ??= result.Runs is [var run, ..] ? run : null;
            }
            else
            {
                _html.Markup("<td></td>");
            }
        }

        _html.Markup("</tr>\n");
    }

    private void Stale()
    {
        if (report.StaleCassettes.Count == 0)
        {
            return;
        }

        _html.Element("h2", "Stale cassettes").Markup("<ul>");
        foreach (var stale in report.StaleCassettes)
        {
            _html.Markup("<li>").Element("code", stale.File).Text(": " + stale.Reason).Markup("</li>");
        }

        _html.Markup("</ul>");
    }

    internal static string ClassOf(SkillTestOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
