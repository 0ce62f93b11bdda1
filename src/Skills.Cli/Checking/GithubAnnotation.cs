using System.Globalization;
using Skills.Engine;

namespace Skills.Cli.Checking;

/// <summary>Workflow commands of GitHub Actions.</summary>
internal static class GithubAnnotation
{
    /// <summary>Returns the annotation of a finding.</summary>
    public static string Of(SkillDiagnostic finding) => Of(
        finding.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "notice" },
        finding.File,
        finding.Line,
        finding.Column,
        finding.Code,
        finding.Message);

    /// <summary>Returns an annotation.</summary>
    public static string Of(string level, string file, int line, int? column, string title, string message)
    {
        var place = column is { } c ? string.Create(CultureInfo.InvariantCulture, $"line={line},col={c}") : string.Create(CultureInfo.InvariantCulture, $"line={line}");
        return $"::{level} file={Property(file)},{place},title={Property(title)}::{Data(message)}";
    }

    // The escapes of the Actions toolkit: without them a message could end the command and begin another.
    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
