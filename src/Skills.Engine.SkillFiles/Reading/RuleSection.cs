using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Rules as data: what is common to all, and the parameters of the type.</summary>
internal sealed class RuleSection(DiagnosticList diagnostics)
{
    private static readonly (string, RuleSeverity)[] Severities = [("error", RuleSeverity.Error), ("warning", RuleSeverity.Warning), ("info", RuleSeverity.Info)];

    private static readonly (string, RuleFailureAction)[] Actions =
    [
        ("fail", RuleFailureAction.Fail), ("retry", RuleFailureAction.Retry), ("fix", RuleFailureAction.Fix), ("drop", RuleFailureAction.Drop), ("keep", RuleFailureAction.Keep),
    ];

    public IReadOnlyList<ValidationRule> Read(IReadOnlyList<SkillNode> items)
    {
        var rules = new List<ValidationRule>();
        foreach (var item in items)
        {
            if (item is not MapNode map)
            {
                diagnostics.Add(SkillDiagnosticCode.WrongType, item, $"A rule must be a mapping with a 'type', but this is {item.TypeName}.");
                continue;
            }

            var keys = new KeyReader(map, "a rule", diagnostics);
            var type = keys.RequiredText("type");
            var rule = new ValidationRule
            {
                Type = type ?? "",
                Severity = keys.Word("severity", Severities) ?? RuleSeverity.Error,
                Message = keys.Text("message"),
                When = keys.Text("when"),
                OnFail = keys.Word("onFail", Actions) ?? RuleFailureAction.Fail,
                Parameters = Parameters(map, keys.Rest()),
            };
            if (type is not null)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    // What is left over are the type's parameters; the rule itself knows which it takes.
    private static JsonElement Parameters(MapNode map, IEnumerable<MapEntry> rest) => new MapNode(map.Source, map.Start, map.End, [.. rest]).ToJson();
}
