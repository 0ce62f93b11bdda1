using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>range_check</c>: each place holds a number between two bounds, both included unless said otherwise. Strict: true and "5" are no numbers.</summary>
internal sealed class RangeRule(RuleFields fields, double? min, double? max, bool exclusive) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var (min, max) = (parameters.Number("min"), parameters.Number("max"));
        if (min is null && max is null)
        {
            throw new RuleFormatException("A range needs 'min', 'max' or both.");
        }

        if (min > max)
        {
            throw new RuleFormatException("'min' may not be larger than 'max'.") { Parameter = "min" };
        }

        return new RangeRule(RuleFields.Read(parameters, setting.Skill), min, max, parameters.Flag("exclusive"));
    }

    public override JsonElement? Fix(JsonElement value)
    {
        if (exclusive || value.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        var number = value.GetDouble();
        var bound = number < min ? min : number > max ? max : null;
        return bound is { } repaired ? JsonElement.Parse(repaired.ToString("R", CultureInfo.InvariantCulture)) : null;
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return $"must be a number; it is {JsonText.KindOf(value)}.";
        }

        var number = value.GetDouble();
        if (min is { } low && !(exclusive ? number > low : number >= low))
        {
            return $"must be {(exclusive ? "above" : "at least")} {JsonText.Number(low)}; it is {JsonText.Of(value)}.";
        }

        return max is { } high && !(exclusive ? number < high : number <= high)
            ? $"must be {(exclusive ? "below" : "at most")} {JsonText.Number(high)}; it is {JsonText.Of(value)}."
            : null;
    }
}
