using System.Globalization;
using System.Text.Json;
using Skills.Engine.Serialization;

namespace Skills.Engine.Rules;

/// <summary><c>length</c>: the number of characters of a string (as people count them), items of a list or members of an object is between two bounds.</summary>
internal sealed class LengthRule(RuleFields fields, int? min, int? max) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var (min, max) = Bounds(parameters);
        return new LengthRule(RuleFields.Read(parameters, setting.Skill), min, max);
    }

    internal static (int? Min, int? Max) Bounds(RuleParameters parameters)
    {
        var (min, max) = (parameters.Count("min"), parameters.Count("max"));
        return min is null && max is null ? throw new RuleFormatException("A length needs 'min', 'max' or both.")
            : min > max ? throw new RuleFormatException("'min' may not be larger than 'max'.") { Parameter = "min" }
            : (min, max);
    }

    public override JsonElement? Fix(JsonElement value)
    {
        if (max is not { } most || Measure(value) is not var (length, _) || length <= most)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            var text = new StringInfo(value.GetString()!);
            return KnownJson.Element(most == 0 ? "" : text.SubstringByTextElements(0, most));
        }

        return value.ValueKind == JsonValueKind.Array ? KnownJson.Element(value.EnumerateArray().Take(most)) : null;
    }

    protected override string? Judge(JsonElement value, RuleContext context) => Measure(value) is var (length, unit)
        ? Compare(length, min, max, unit)
        : $"must be a string, an array or an object; it is {JsonText.KindOf(value)}.";

    internal static string? Compare(int length, int? min, int? max, string unit) =>
        length < min ? string.Create(CultureInfo.InvariantCulture, $"must have at least {min} {unit}; it has {length}.")
        : length > max ? string.Create(CultureInfo.InvariantCulture, $"must have at most {max} {unit}; it has {length}.")
        : null;

    private static (int Length, string Unit)? Measure(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => (new StringInfo(value.GetString()!).LengthInTextElements, "characters"),
        JsonValueKind.Array => (value.GetArrayLength(), "items"),
        JsonValueKind.Object => (value.GetPropertyCount(), "members"),
        _ => null,
    };
}
