using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Reads texts as numbers and booleans.</summary>
internal static partial class ScalarCoercion
{
    private const int LongestProse = 20_000;

    /// <summary>The number a text is, with separators of thousands, a currency or a per cent sign around it; null when it is none.</summary>
    public static string? Number(ReadOnlySpan<char> text, out bool exact)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('\u2212') && !trimmed[1..].ContainsAny('-', '\u2212'))
        {
            exact = false;
            return Number(string.Concat("-", trimmed[1..]), out _);
        }

        exact = BareReader.IsJsonNumber(trimmed);
        if (exact)
        {
            return trimmed.ToString();
        }

        trimmed = trimmed.Trim("$€£¥% \t").TrimEnd(',').TrimEnd('.');
        if (trimmed.Length is 0 or > 64)
        {
            return null;
        }

        var plain = trimmed.ToString();
        if (Thousands().IsMatch(plain))
        {
            plain = plain.Replace(",", "", StringComparison.Ordinal);
        }

        plain = plain.StartsWith('+') ? plain[1..] : plain;
        plain = plain.StartsWith('.') ? "0" + plain : plain;
        return BareReader.IsJsonNumber(plain) ? plain : Fraction(plain);
    }

    /// <summary>The one number a sentence holds; null when there is none or several.</summary>
    public static string? NumberInProse(string text)
    {
        if (text.Length > LongestProse)
        {
            return null;
        }

        var found = InProse().Matches(text);
        return found.Count == 1 ? Number(found[0].Value, out _) : null;
    }

    /// <summary>The truth a text is; null when it is none.</summary>
    public static bool? Boolean(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim().TrimStart("*_\"'`. ").TrimEnd("*_\"'`.! ");
        Span<char> lower = stackalloc char[8];
        if (trimmed.Length > lower.Length || trimmed.IsEmpty)
        {
            return null;
        }

        return lower[..trimmed.ToLowerInvariant(lower)] switch
        {
            "true" or "yes" or "y" or "on" or "1" => true,
            "false" or "no" or "n" or "off" or "0" => false,
            _ => null,
        };
    }

    /// <summary>Returns the truth a sentence states, when it contains "true" or "false" and not both.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="isFiller">Whether all other words are filler.</param>
    public static bool? BooleanInProse(string text, out bool isFiller)
    {
        isFiller = false;
        if (text.Length > LongestProse)
        {
            return null;
        }

        var (yes, no) = (TrueWord().IsMatch(text), FalseWord().IsMatch(text));
        var word = (yes ? TrueWord() : FalseWord()).Match(text);
        isFiller = word.Success && Filler.Surrounds(text, word.Index, word.Length);
        return yes == no || Negation().IsMatch(text) ? null : yes;
    }

    /// <summary>A number as a text: as written, or by its value when written with an exponent.</summary>
    public static string Text(ReadOnlySpan<char> number)
    {
        if (!number.ContainsAny('e', 'E') || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return number.ToString();
        }

        return Math.Floor(value) == value && Math.Abs(value) < 1e15 ? value.ToString("F1", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
    }

    public static bool IsWhole(ReadOnlySpan<char> number) =>
        !number.ContainsAny('.', 'e', 'E')
        || (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && Math.Floor(value) == value);

    /// <summary>A whole number written without fraction or exponent, where that loses nothing.</summary>
    public static string Whole(string number) =>
        number.AsSpan().ContainsAny('.', 'e', 'E') && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && decimal.Floor(value) == value
            ? value.ToString("F0", CultureInfo.InvariantCulture)
            : number;

    public static JsonElement Json(bool value) => JsonElement.Parse(value ? "true" : "false");

    private static string? Fraction(string text)
    {
        var slash = text.IndexOf('/');
        if (slash <= 0
            || !decimal.TryParse(text.AsSpan(0, slash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var over)
            || !decimal.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var under)
            || under == 0)
        {
            return null;
        }

        return ((double)(over / under)).ToString("R", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"[-+\u2212]?[$€£¥]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex InProse();

    // "not true" is not true; "False: it is 4, not 5" is false.
    [GeneratedRegex(@"(\b(not|never|cannot)|n['’]t)\s+(be\s+)?[*_""'`]*(true|false)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\btrue\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TrueWord();

    [GeneratedRegex(@"\bfalse\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FalseWord();
}
