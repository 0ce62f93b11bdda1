using System.Buffers;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Finds what is wrong with a quoted YAML text (YAML 1.2.2, 7.3.1 and 7.3.2).</summary>
internal static class QuoteScan
{
    private static readonly SearchValues<char> Escapes = SearchValues.Create("0abt\tnvfre \"/\\N_LP\n\r");

    /// <summary>The fault of the text whose quotation mark is at an offset; null when it is well formed and on one line.</summary>
    public static YamlFaultPlace? Fault(string text, int quote)
    {
        var isDouble = text[quote] == '"';
        var breaks = false;
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == text[quote])
            {
                if (isDouble || i + 1 == text.Length || text[i + 1] != '\'')
                {
                    return breaks ? new(YamlFault.QuoteIndentation, quote) : null;
                }

                i++;
            }
            else if (isDouble && text[i] == '\\')
            {
                if (!IsEscape(text.AsSpan(i + 1)))
                {
                    return new(YamlFault.UnknownEscape, i, 2);
                }

                i++;
            }
            else
            {
                breaks |= text[i] is '\n' or '\r';
            }
        }

        return new(YamlFault.OpenQuote, quote);
    }

    private static bool IsEscape(ReadOnlySpan<char> behind) => behind switch
    {
        [] => true,
        ['x', ..] => IsHex(behind[1..], 2),
        ['u', ..] => IsHex(behind[1..], 4) && (behind is not [_, 'd' or 'D', >= '8', ..] || IsPair(behind)),
        ['U', ..] => IsHex(behind[1..], 8),
        _ => Escapes.Contains(behind[0]),
    };

    // Half of a surrogate pair stands for nothing on its own.
    private static bool IsPair(ReadOnlySpan<char> behind) =>
        behind is [_, _, '8' or '9' or 'a' or 'b' or 'A' or 'B', _, _, '\\', 'u', 'd' or 'D', >= 'c' and <= 'f' or >= 'C' and <= 'F', ..];

    private static bool IsHex(ReadOnlySpan<char> text, int length) => text.Length >= length && !text[..length].ContainsAnyExcept(HexDigits);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
}
