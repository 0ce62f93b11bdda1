using System.Text.Json;
using Skills.Engine.Evaluation.Reports;

namespace Skills.Engine.Evaluation;

/// <summary>Writes reports in the forms that people and tools read. Nothing in a report is from outside the results, which are redacted already.</summary>
public static class SkillTestReports
{
    /// <summary>Returns the report as JSON, which <see cref="ParseJson"/> reads.</summary>
    /// <param name="report">The report.</param>
    public static string ToJson(SkillTestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonSerializer.Serialize(report, ReportContext.Default.SkillTestReport);
    }

    /// <summary>Reads a report that <see cref="ToJson"/> wrote, such as of an earlier run.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">The text is no report of this form.</exception>
    public static SkillTestReport ParseJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonSerializer.Deserialize(json, ReportContext.Default.SkillTestReport) is { Format: 1 } report
            ? report
            : throw new JsonException("The file is not a report of form 1. Run the tests again with the current version.");
    }

    /// <summary>Returns the report as JUnit XML: one suite for each skill, one test for each case and column.</summary>
    /// <param name="report">The report.</param>
    public static string ToJUnit(SkillTestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JUnitReport.Write(report);
    }

    /// <summary>Returns the report as Markdown, such as for the summary of a CI job.</summary>
    /// <param name="report">The report.</param>
    /// <param name="comparisons">Comparisons to show; null for none.</param>
    public static string ToMarkdown(SkillTestReport report, IReadOnlyList<SkillComparison>? comparisons = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return MarkdownReport.Write(report, comparisons ?? []);
    }

    /// <summary>Returns the report as one HTML page without any request to elsewhere: the matrix of cases and columns, differences, and charts.</summary>
    /// <param name="report">The report.</param>
    /// <param name="comparisons">Comparisons to show; null for none.</param>
    public static string ToHtml(SkillTestReport report, IReadOnlyList<SkillComparison>? comparisons = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new HtmlReport(report, comparisons ?? []).Write();
    }
}
