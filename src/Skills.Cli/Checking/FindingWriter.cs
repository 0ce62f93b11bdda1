using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Checking;

/// <summary>Writes findings in the form that was asked for.</summary>
internal static class FindingWriter
{
    public static void Write(Terminal terminal, Findings findings, FindingFormat format)
    {
        switch (format)
        {
            case FindingFormat.Github:
                foreach (var finding in findings.All)
                {
                    terminal.Result(GithubAnnotation.Of(finding));
                }

                break;
            case FindingFormat.Sarif:
                terminal.Json(writer => SarifLog.Write(writer, findings.All));
                break;
            case FindingFormat.Json:
                terminal.Json(writer => WriteJson(writer, findings));
                break;
            default:
                foreach (var finding in findings.All)
                {
                    terminal.Result(Colored(finding, terminal.OutInk));
                }

                break;
        }
    }

    /// <summary>Writes one finding as a JSON object.</summary>
    public static void WriteFinding(Utf8JsonWriter writer, SkillDiagnostic finding)
    {
        writer.WriteStartObject();
        writer.WriteString("code", finding.Code);
        writer.WriteString("severity", NameOf(finding.Severity));
        writer.WriteString("file", finding.File);
        writer.WriteNumber("line", finding.Line);
        writer.WriteNumber("column", finding.Column);
        writer.WriteNumber("length", finding.Length);
        writer.WriteString("message", finding.Message);
        if (finding.Skill is { } skill)
        {
            writer.WriteString("skill", skill);
        }

        writer.WriteEndObject();
    }

    /// <summary>Returns the severity as it is written everywhere.</summary>
    public static string NameOf(DiagnosticSeverity severity) => severity.ToString().ToLowerInvariant();

    private static void WriteJson(Utf8JsonWriter writer, Findings findings)
    {
        writer.WriteStartObject();
        writer.WriteNumber("read", findings.Read);
        writer.WriteNumber("refused", findings.Refused);
        writer.WriteNumber("errors", findings.Errors);
        writer.WriteNumber("warnings", findings.Warnings);
        writer.WriteStartArray("findings");
        foreach (var finding in findings.All)
        {
            WriteFinding(writer, finding);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Colored(SkillDiagnostic finding, Ink ink)
    {
        var text = PlainText.Of(finding.ToString());
        if (!ink.IsOn)
        {
            return text;
        }

        var name = NameOf(finding.Severity);
        var painted = finding.Severity switch
        {
            DiagnosticSeverity.Error => ink.Red(name),
            DiagnosticSeverity.Warning => ink.Yellow(name),
            _ => ink.Cyan(name),
        };
        return text.Replace($": {name} {finding.Code}:", $": {painted} {ink.Bold(finding.Code)}:", StringComparison.Ordinal);
    }
}
