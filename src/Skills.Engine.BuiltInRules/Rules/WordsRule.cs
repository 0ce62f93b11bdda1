using System.Text.Json;
using Skills.Engine.Serialization;

namespace Skills.Engine.Rules;

/// <summary><c>words</c>: a string has so many words, as white space parts them.</summary>
internal sealed class WordsRule(RuleFields fields, int? min, int? max) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var (min, max) = LengthRule.Bounds(parameters);
        return new WordsRule(RuleFields.Read(parameters, setting.Skill), min, max);
    }

    public override JsonElement? Fix(JsonElement value)
    {
        if (max is not { } most || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var end = EndAfter(value.GetString(), most);
        return end < 0 ? null : KnownJson.Element(value.GetString()![..end].TrimEnd());
    }

    protected override string? Judge(JsonElement value, RuleContext context) => value.ValueKind == JsonValueKind.String
        ? LengthRule.Compare(Count(value.GetString()), min, max, "words")
        : $"must be a string; it is {JsonText.KindOf(value)}.";

    private static int Count(ReadOnlySpan<char> text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            words += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }

    // Where the text ends after so many words; −1 when it has no more.
    private static int EndAfter(ReadOnlySpan<char> text, int most)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) && ++words > most)
            {
                return i;
            }
        }

        return -1;
    }
}
