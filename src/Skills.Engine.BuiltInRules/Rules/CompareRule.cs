using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>compare</c>: compares a value with another place of the outputs, with one of the inputs, or with a constant.</summary>
internal sealed class CompareRule(RuleFields fields, string relation, FieldPath? other, FieldPath? otherInput, JsonElement? constant) : FieldRule(fields)
{
    private static readonly string[] Relations = ["==", "!=", "<", "<=", ">", ">="];

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var (other, input, constant) = (parameters.Text("other"), parameters.Text("other_input"), parameters.Value("value"));
        if ((other is null ? 0 : 1) + (input is null ? 0 : 1) + (constant is null ? 0 : 1) != 1)
        {
            throw new RuleFormatException("A comparison needs exactly one of 'other', 'other_input' and 'value'.");
        }

        return new CompareRule(
            RuleFields.Read(parameters, setting.Skill),
            parameters.Word("op", "==", Relations),
            other is null ? null : FieldPath.Parse(other),
            input is null ? null : FieldPath.Parse(input),
            constant);
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (Other(context) is not { } wanted)
        {
            return $"cannot be compared: {other?.Text ?? otherInput?.Text} is missing.";
        }

        var order = SortedRule.Compare(value, wanted);
        var holds = relation switch
        {
            "==" => order == 0 || JsonElement.DeepEquals(value, wanted),
            "!=" => order != 0 && !JsonElement.DeepEquals(value, wanted),
            _ when order is null => (bool?)null,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };

        return holds switch
        {
            true => null,
            null => $"cannot be ordered against {JsonText.Of(wanted)}; it is {JsonText.KindOf(value)}.",
            false => $"must be {relation} {JsonText.Of(wanted)}; it is {JsonText.Of(value)}.",
        };
    }

    private JsonElement? Other(RuleContext context) => constant
        ?? (other is not null
            ? First(other.Find(context.Outputs))
            : context.Inputs.ValueKind == JsonValueKind.Undefined ? null : First(otherInput!.Find(context.Inputs)));

    private static JsonElement? First(IReadOnlyList<FieldMatch> matches) => matches is [var first, ..] ? first.Value : null;
}
