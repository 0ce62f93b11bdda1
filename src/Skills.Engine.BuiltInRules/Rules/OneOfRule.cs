using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>one_of</c> and <c>not_one_of</c>: a value is, or is not, on a list.</summary>
internal sealed class OneOfRule(RuleFields fields, IReadOnlyList<JsonElement> values, bool ignoreCase, bool negate) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting) => Read(parameters, setting, negate: false);

    public static IRule ReadNegated(RuleParameters parameters, RuleSetting setting) => Read(parameters, setting, negate: true);

    private static OneOfRule Read(RuleParameters parameters, RuleSetting setting, bool negate)
    {
        var values = parameters.Require("values");
        return values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
            ? new(RuleFields.Read(parameters, setting.Skill), [.. values.EnumerateArray()], parameters.Flag("ignore_case"), negate)
            : throw new RuleFormatException("The parameter 'values' must be a list with at least one value.") { Parameter = "values" };
    }

    public override JsonElement? Fix(JsonElement value) => negate || value.ValueKind != JsonValueKind.String
        ? null
        : values.Where(v => v.ValueKind == JsonValueKind.String && string.Equals(v.GetString(), value.GetString()!.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(static v => (JsonElement?)v).FirstOrDefault();

    protected override string? Judge(JsonElement value, RuleContext context) => values.Any(v => Same(v, value)) == negate
        ? $"{(negate ? "may not be" : "must be")} one of {string.Join(", ", values.Take(20).Select(JsonText.Of))}; it is {JsonText.Of(value)}."
        : null;

    private bool Same(JsonElement a, JsonElement b) =>
        JsonElement.DeepEquals(a, b)
        || (ignoreCase && a.ValueKind == JsonValueKind.String && b.ValueKind == JsonValueKind.String && string.Equals(a.GetString(), b.GetString(), StringComparison.OrdinalIgnoreCase));
}
