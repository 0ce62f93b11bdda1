using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Writes one cell of the matrix: the outcome, and behind it findings, answers, differences and the prompt.</summary>
internal sealed class HtmlCell(Html html, SkillTestResult result)
{
    // An answer that passed is there to be looked at, not to fill the page.
    private const int LongestPassed = 2_000;
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Writes the cell.</summary>
    /// <param name="reference">The run of the first column to compare with; null for none.</param>
    public void Write(SkillTestRun? reference)
    {
        html.Markup("<td><details class=\"").Markup(HtmlReport.ClassOf(result.Outcome)).Markup("\"><summary>").Text(Summary());
        if (result.Runs.Any(static r => r.Repairs.Count > 0))
        {
            html.Markup(" ").Element("span", "repaired", "mark");
        }

        html.Markup("</summary>");
        if (result.Reason is { } reason)
        {
            html.Element("p", reason);
        }

        Findings();
        Answers(reference);
        if (result.Outcome != SkillTestOutcome.Passed && result.Runs.FirstOrDefault(static r => !r.Passed && r.Prompt is not null) is { } failed)
        {
            html.Markup("<details><summary>prompt</summary>").Element("pre", failed.Prompt!).Markup("</details>");
        }

        html.Markup("<p>again: ").Element("code", result.Again).Markup("</p></details></td>");
    }

    private string Summary()
    {
        var mark = result.Outcome switch { SkillTestOutcome.Passed => "✓", SkillTestOutcome.Failed or SkillTestOutcome.Error => "✗", SkillTestOutcome.Flaky => "~", _ => "–" };
        if (result.Runs.Count == 0)
        {
            return $"{mark} {Figures.NameOf(result.Outcome)}";
        }

        var count = result.Repeat > 1 ? string.Create(CultureInfo.InvariantCulture, $" {result.Passes}/{result.Runs.Count}") : "";
        var distinct = result.DistinctAnswers > 1 ? string.Create(CultureInfo.InvariantCulture, $" · {result.DistinctAnswers} answers") : "";
        var cost = Figures.CostOf(result.Runs);
        return $"{mark}{count} {Figures.NameOf(result.Runs[0].Source)} · {Figures.Duration(result.Runs.Average(static r => r.LatencyMs))}{(cost is { Usd: 0, Kind: CostKind.Exact } ? "" : " · " + Figures.Money(cost))}{distinct}";
    }

    private void Findings()
    {
        var findings = result.Runs.SelectMany(static r => r.Findings).Select(static f => f.Describe() + Problems.PlaceOf(f)).Concat(result.Runs.Where(static r => !r.Passed).SelectMany(static r => r.Errors)).Distinct(StringComparer.Ordinal).ToList();
        if (findings.Count == 0)
        {
            return;
        }

        html.Markup("<ul>");
        foreach (var finding in findings)
        {
            html.Element("li", finding);
        }

        html.Markup("</ul>");
    }

    // Equal answers are shown once. The others show how they differ from the first one.
    private void Answers(SkillTestRun? reference)
    {
        string? first = null;
        foreach (var group in result.Runs.GroupBy(static r => r.Output, StringComparer.Ordinal))
        {
            var run = group.First();
            html.Markup("<p class=\"muted\">").Text(string.Create(CultureInfo.InvariantCulture, $"run {string.Join(", ", group.Select(static r => r.Number))}: {run.Model ?? Figures.NameOf(run.Source)}, {run.Attempts} attempt(s)"));
            foreach (var repair in run.Repairs)
            {
                html.Markup(" ").Element("span", "repaired: " + repair, "mark");
            }

            html.Markup("</p>");
            if (run.Output is { } output)
            {
                var shown = Indented(output);
                html.Element("pre", run.Passed && shown.Length > LongestPassed ? string.Concat(shown.AsSpan(0, LongestPassed), "…") : shown);
                Difference("difference from the first answer", first, shown);
                first ??= shown;
            }
        }

        if (reference?.Output is { } other && first is not null)
        {
            Difference("difference from the first column", Indented(other), first);
        }
    }

    private void Difference(string title, string? before, string after)
    {
        if (before is null || before == after || LineDiff.Of(before, after) is not { } lines)
        {
            return;
        }

        html.Markup("<details><summary>").Text(title).Markup("</summary><pre>");
        foreach (var (mark, line) in lines)
        {
            html.Element("span", $"{mark} {line}", mark switch { '+' => "add", '-' => "del", _ => null }).Markup("\n");
        }

        html.Markup("</pre></details>");
    }

    // A cut answer is not JSON any more and is shown as it is.
    private static string Indented(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, Pretty))
            {
                document.RootElement.WriteTo(writer);
            }

            return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        }
        catch (JsonException)
        {
            return output;
        }
    }
}
