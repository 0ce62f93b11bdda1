using Skills.Engine.Definitions;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Points at the place in a rule that is at fault, and names what was most likely meant.</summary>
internal static class RuleFault
{
    private static readonly string[] Common = ["type", "severity", "message", "when", "onFail"];

    /// <summary>Reports what is wrong with a rule.</summary>
    /// <param name="code">The code.</param>
    /// <param name="rule">The rule as written.</param>
    /// <param name="finding">What the rules say of it.</param>
    /// <param name="diagnostics">Takes the finding.</param>
    public static void Report(SkillDiagnosticCode code, SkillNode rule, UnreadableRule finding, DiagnosticList diagnostics)
    {
        var fault = finding.Fault;
        // Beyond the first line there is an excerpt, which the diagnostic has itself.
        var reason = (fault.Reason ?? fault.Message).Split('\n')[0].TrimEnd('.');
        var sentence = $"Rule {finding.Index + 1} ({finding.Type}): {reason}.{Hint(fault)}";
        var node = rule is MapNode map ? Place(map, fault) : rule;
        if (fault.At is { } at && node is ScalarNode text)
        {
            diagnostics.Add(code, node.Source, ScalarPlaces.Of(text, at.Line, at.Column), 1, sentence);
            return;
        }

        diagnostics.Add(code, node, sentence);
    }

    // The value at fault, the parameter, the key most likely meant to be it, or the only one there is.
    private static SkillNode Place(MapNode rule, RuleFormatException fault)
    {
        if (fault.Value is { } value && rule.Entries.Select(static e => e.Value).SelectMany(Scalars).FirstOrDefault(s => s.Text == value) is { } written)
        {
            return written;
        }

        var own = rule.Entries.Where(static e => !Common.Contains(e.Key.Text)).ToList();
        if (fault.Parameter is { } name && (rule.Find(name) ?? Meant(own, name)) is { } named)
        {
            return named.Key;
        }

        return own is [var single] ? single.Key : rule;
    }

    private static IEnumerable<ScalarNode> Scalars(SkillNode node) => node switch
    {
        ScalarNode scalar => [scalar],
        ListNode list => list.Items.OfType<ScalarNode>(),
        MapNode map => map.Entries.Select(static e => e.Value).OfType<ScalarNode>(),
        _ => [],
    };

    private static MapEntry? Meant(List<MapEntry> own, string name)
    {
        var nearest = NearestName.Of(name, own.Select(static e => e.Key.Text));
        return own.Find(e => e.Key.Text == nearest) ?? own.Find(e => e.Key.Text.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string Hint(RuleFormatException fault) => fault.Offered.Count == 0 ? ""
        : fault.Parameter == "type" ? NearestName.Hint(fault.Value ?? "", fault.Offered)
        : NearestName.Hint(fault.Value ?? fault.Parameter ?? "", fault.Offered.Concat(Common));
}
