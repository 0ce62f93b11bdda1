using System.Globalization;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds the place in a rule that a sentence about the rule speaks of, and the name that was most likely meant.</summary>
internal static partial class RuleFault
{
    private static readonly string[] Common = ["type", "severity", "message", "when", "onFail"];

    /// <summary>Reports what is wrong with a rule.</summary>
    /// <param name="code">The code.</param>
    /// <param name="rule">The rule as written.</param>
    /// <param name="message">What the rules say of it; beyond the first line an excerpt, which the diagnostic has itself.</param>
    /// <param name="diagnostics">Takes the finding.</param>
    public static void Report(SkillDiagnosticCode code, SkillNode rule, string message, DiagnosticList diagnostics)
    {
        var sentence = message.Split('\n')[0];
        var inner = InnerPlace().Match(sentence);
        sentence = (inner.Success ? sentence.Replace(inner.Value, "", StringComparison.Ordinal) : sentence).TrimEnd('.') + "." + Hint(sentence);
        var node = rule is MapNode map ? Place(map, sentence) : rule;
        if (inner.Success && node is ScalarNode text)
        {
            var at = ScalarPlaces.Of(text, int.Parse(inner.Groups["line"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(inner.Groups["column"].ValueSpan, CultureInfo.InvariantCulture));
            diagnostics.Add(code, node.Source, at, 1, sentence);
            return;
        }

        diagnostics.Add(code, node, sentence);
    }

    // A value that is quoted, the parameter that is named, the key most likely meant to be it, or the only one there is.
    private static SkillNode Place(MapNode rule, string sentence)
    {
        var quoted = sentence.Split('\'').Where(static (_, index) => index % 2 == 1).ToList();
        foreach (var name in quoted)
        {
            if (rule.Entries.FirstOrDefault(e => e.Value is ScalarNode text && text.Text == name) is { } entry)
            {
                return entry.Value;
            }

            if ((rule.Find(name) ?? Meant(rule, name)) is { } named)
            {
                return named.Key;
            }
        }

        var own = rule.Entries.Where(static e => !Common.Contains(e.Key.Text)).ToList();
        if (own.Find(e => sentence.Contains($" {e.Key.Text} ", StringComparison.Ordinal)) is { } spoken)
        {
            return spoken.Value is ScalarNode ? spoken.Value : spoken.Key;
        }

        return own is [var single] ? single.Key : rule;
    }

    private static MapEntry? Meant(MapNode rule, string name)
    {
        var own = rule.Entries.Where(static e => !Common.Contains(e.Key.Text)).ToList();
        var nearest = NearestName.Of(name, own.Select(static e => e.Key.Text));
        return own.Find(e => e.Key.Text == nearest) ?? own.Find(e => e.Key.Text.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string Hint(string sentence)
    {
        var list = Offered().Match(sentence);
        return list.Success ? NearestName.Hint(list.Groups["name"].Value, list.Groups["names"].Value.Split(", ").Concat(Common)) : "";
    }

    // "'x' is no rule type; use one of a, b." and "… knows no parameter 'x'; it takes a, b."
    [GeneratedRegex(@"'(?<name>[^']+)'[^';]*; (use one of|it takes) (?<names>[a-z_, ]+)\.?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Offered();

    [GeneratedRegex(@" \(template, line (?<line>[0-9]{1,9}), column (?<column>[0-9]{1,9})\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex InnerPlace();
}
