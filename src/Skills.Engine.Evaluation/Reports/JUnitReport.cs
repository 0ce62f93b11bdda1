using System.Globalization;
using System.Text;
using System.Xml;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Writes JUnit XML.</summary>
internal static class JUnitReport
{
    public static string Write(SkillTestReport report)
    {
        var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("testsuites");
            Counts(xml, report.Results);
            foreach (var skill in report.Results.GroupBy(static r => (r.Skill, r.SkillVersion)))
            {
                Suite(xml, report, [.. skill]);
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void Suite(XmlWriter xml, SkillTestReport report, IReadOnlyList<SkillTestResult> results)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean($"{results[0].Skill} {results[0].SkillVersion}"));
        Attribute(xml, "file", results[0].File);
        xml.WriteAttributeString("timestamp", report.StartedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        Counts(xml, results);
        foreach (var result in results)
        {
            Case(xml, result, report.Targets.Count > 1);
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<SkillTestResult> results)
    {
        Number(xml, "tests", results.Count);
        Number(xml, "failures", results.Count(static r => r.Outcome is SkillTestOutcome.Failed or SkillTestOutcome.Flaky));
        Number(xml, "errors", results.Count(static r => r.Outcome == SkillTestOutcome.Error));
        Number(xml, "skipped", results.Count(static r => r.Outcome is SkillTestOutcome.Skipped or SkillTestOutcome.NotRun));
        xml.WriteAttributeString("time", Seconds(results.SelectMany(static r => r.Runs)));
    }

    private static void Case(XmlWriter xml, SkillTestResult result, bool withTarget)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(result.Skill));
        xml.WriteAttributeString("name", Clean(withTarget ? $"{result.Case} [{result.Target}]" : result.Case));
        Attribute(xml, "file", result.File);
        if (result.Line is { } line)
        {
            Number(xml, "line", line);
        }

        xml.WriteAttributeString("time", Seconds(result.Runs));
        switch (result.Outcome)
        {
            case SkillTestOutcome.Failed or SkillTestOutcome.Flaky:
                Problem(xml, "failure", result);
                break;
            case SkillTestOutcome.Error:
                Problem(xml, "error", result);
                break;
            case SkillTestOutcome.Skipped or SkillTestOutcome.NotRun:
                xml.WriteStartElement("skipped");
                Attribute(xml, "message", result.Reason);
                xml.WriteEndElement();
                break;
            default:
                break;
        }

        xml.WriteEndElement();
    }

    private static void Problem(XmlWriter xml, string element, SkillTestResult result)
    {
        var lines = Problems.Of(result).ToList();
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", Clean(lines.FirstOrDefault() ?? Figures.NameOf(result.Outcome)));
        xml.WriteAttributeString("type", result.Outcome.ToString());
        xml.WriteString(Clean(string.Join('\n', [.. lines, $"{result.Passes}/{result.Runs.Count} runs passed", $"again: {result.Again}"])));
        xml.WriteEndElement();
    }

    private static string Seconds(IEnumerable<SkillTestRun> runs) => (runs.Sum(static r => r.LatencyMs) / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    private static void Number(XmlWriter xml, string name, int value) => xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Attribute(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteAttributeString(name, Clean(value));
        }
    }

    // XML has no form for most control characters.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    // The document says UTF-8, whatever a text writer thinks of itself.
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
