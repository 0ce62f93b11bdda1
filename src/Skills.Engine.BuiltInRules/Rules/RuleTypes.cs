using System.Collections.Frozen;

namespace Skills.Engine.Rules;

/// <summary>Every rule type by name, and how it is read.</summary>
internal static class RuleTypes
{
    private static readonly FrozenDictionary<string, Func<RuleParameters, RuleSetting, IRule>> Readers =
        new Dictionary<string, Func<RuleParameters, RuleSetting, IRule>>(StringComparer.Ordinal)
        {
            ["required_fields"] = RequiredFieldsRule.Read,
            ["type_check"] = TypeCheckRule.Read,
            ["range_check"] = RangeRule.Read,
            ["regex"] = RegexRule.Read,
            ["custom"] = CustomRule.Read,
            ["expression"] = ExpressionRule.Read,
            ["length"] = LengthRule.Read,
            ["words"] = WordsRule.Read,
            ["one_of"] = OneOfRule.Read,
            ["not_one_of"] = OneOfRule.ReadNegated,
            ["format"] = FormatRule.Read,
            ["unique"] = UniqueRule.Read,
            ["sorted"] = SortedRule.Read,
            ["compare"] = CompareRule.Read,
            ["contains"] = ContainsRule.Read,
            ["not_contains"] = ContainsRule.ReadNegated,
            ["pii"] = SensitiveTextRule.ReadPersonal,
            ["secrets"] = SensitiveTextRule.ReadSecrets,
            ["similarity"] = SimilarityRule.Read,
            ["grounded_in"] = GroundedInRule.Read,
            ["json_schema"] = JsonSchemaRule.Read,
            ["http"] = HttpRule.Read,
            ["llm_judge"] = LlmJudgeRule.Read,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Readers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads one rule.</summary>
    /// <exception cref="RuleFormatException">Its type or a parameter is unknown or wrong.</exception>
    public static IRule Read(ValidationRule rule, RuleSetting setting)
    {
        if (rule.Code is { } code)
        {
            return new CustomRule(code);
        }

        if (!Readers.TryGetValue(rule.Type, out var reader))
        {
            throw new RuleFormatException($"Unknown rule type '{rule.Type}'. Use one of {string.Join(", ", Names)}.") { Parameter = "type", Value = rule.Type, Offered = [.. Names] };
        }

        var parameters = new RuleParameters(rule.Parameters);
        var read = reader(parameters, setting);
        var unknown = parameters.Unread.ToList();
        return unknown.Count == 0
            ? read
            : throw new RuleFormatException($"The rule {rule.Type} knows no parameter '{unknown[0]}'; it takes {string.Join(", ", parameters.Known.Order(StringComparer.Ordinal))}.") { Parameter = unknown[0], Offered = [.. parameters.Known] };
    }
}

/// <summary>What a rule may need while it is read.</summary>
/// <param name="Skill">The skill it belongs to.</param>
/// <param name="Services">What rules share.</param>
internal sealed record RuleSetting(Skill Skill, RuleServices Services);
