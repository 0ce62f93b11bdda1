using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>similarity</c>, by characters: how alike a string and an input are is between two bounds. The measure is the share of common groups of three characters, 0 to 1.</summary>
internal sealed class SimilarityRule(RuleFields fields, FieldPath input, double? min, double? max) : FieldRule(fields)
{
    private const int Longest = 200_000;

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var (min, max) = (parameters.Number("min"), parameters.Number("max"));
        if (min is null && max is null)
        {
            throw new RuleFormatException("A similarity needs 'min', 'max' or both, between 0 and 1.");
        }

        var (fields, input) = (RuleFields.Read(parameters, setting.Skill), FieldPath.Parse(parameters.RequireText("input")));
        return parameters.Word("by", "characters", "characters", "meaning") == "meaning"
            ? new MeaningRule(fields, input, min, max, setting.Services.Embeddings)
            : new SimilarityRule(fields, input, min, max);
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return $"must be a string; it is {JsonText.KindOf(value)}.";
        }

        if (context.Inputs.ValueKind == JsonValueKind.Undefined || input.Find(context.Inputs) is not [{ Value: { ValueKind: JsonValueKind.String } source }, ..])
        {
            return $"cannot be compared: the input {input.Text} is no string.";
        }

        var alike = Math.Round(Of(value.GetString()!, source.GetString()!), 3);
        return alike < min ? $"must be like the input {input.Text} by at least {JsonText.Number(min.Value)}; it is by {JsonText.Number(alike)}."
            : alike > max ? $"may be like the input {input.Text} by at most {JsonText.Number(max.Value)}; it is by {JsonText.Number(alike)}."
            : null;
    }

    /// <summary>Dice's measure over groups of three characters, without case and repeated white space.</summary>
    internal static double Of(string a, string b)
    {
        var (left, right) = (Groups(a), Groups(b));
        if (left.Count == 0 || right.Count == 0)
        {
            return left.Count == right.Count ? 1 : 0;
        }

        var shared = left.Sum(g => Math.Min(g.Value, right.GetValueOrDefault(g.Key)));
        return 2.0 * shared / (left.Values.Sum() + right.Values.Sum());
    }

    private static Dictionary<string, int> Groups(string text)
    {
        var plain = GroundedInRule.Normalize(text.Length > Longest ? text[..Longest] : text);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < plain.Length; i++)
        {
            var group = plain.Substring(i, Math.Min(3, plain.Length - i));
            if (group.Length == 3 || plain.Length < 3)
            {
                groups[group] = groups.GetValueOrDefault(group) + 1;
            }
        }

        return groups;
    }
}
