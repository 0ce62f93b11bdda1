using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>contains</c> and <c>not_contains</c>: a string holds texts, or a list holds values. With <c>mode: any</c> one is enough.</summary>
internal sealed class ContainsRule(RuleFields fields, IReadOnlyList<JsonElement> wanted, bool any, bool ignoreCase, bool negate) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting) => Read(parameters, setting, negate: false);

    public static IRule ReadNegated(RuleParameters parameters, RuleSetting setting) => Read(parameters, setting, negate: true);

    private static ContainsRule Read(RuleParameters parameters, RuleSetting setting, bool negate)
    {
        var (several, single) = (parameters.Value("values"), parameters.Value("value"));
        var values = (several, single) switch
        {
            ({ } list, null) => list,
            (null, { } one) => one,
            (null, null) => parameters.Require("values"),
            _ => throw new RuleFormatException("Give 'values' or 'value', not both.") { Parameter = "value" },
        };
        IReadOnlyList<JsonElement> wanted = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : [values];
        return wanted.Count > 0
            ? new(
                RuleFields.Read(parameters, setting.Skill),
                wanted,
                !negate && parameters.Word("mode", "all", "all", "any") == "any",
                parameters.Flag("ignore_case"),
                negate)
            : throw new RuleFormatException("The parameter 'values' must hold at least one value.") { Parameter = "values" };
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return $"must be a string or an array; it is {JsonText.KindOf(value)}.";
        }

        if (negate)
        {
            return wanted.Where(w => Holds(value, w)).Select(static w => $"may not contain {JsonText.Of(w)}.").FirstOrDefault();
        }

        if (any)
        {
            return wanted.Any(w => Holds(value, w)) ? null : $"must contain one of {string.Join(", ", wanted.Take(20).Select(JsonText.Of))}.";
        }

        return wanted.Where(w => !Holds(value, w)).Select(static w => $"must contain {JsonText.Of(w)}.").FirstOrDefault();
    }

    private bool Holds(JsonElement value, JsonElement part) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, part))
        : part.ValueKind == JsonValueKind.String && value.GetString()!.Contains(part.GetString()!, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
