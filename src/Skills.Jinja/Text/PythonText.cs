using System.Globalization;
using System.Text;

namespace Skills.Jinja.Text;

/// <summary>Python's ideas of white space and identifiers, where .NET's differ.</summary>
internal static class PythonText
{
    // str.isspace of Python takes the four separators of ASCII, which have the bidirectional class B or S.
    internal static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    internal static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!IsSpace(c))
            {
                return false;
            }
        }

        return true;
    }

    internal static int SkipSpace(string text, int position)
    {
        while (position < text.Length && IsSpace(text[position]))
        {
            position++;
        }

        return position;
    }

    internal static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && IsSpace(text[i]))
        {
            i++;
        }

        return text[i..];
    }

    internal static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        var i = text.Length;
        while (i > 0 && IsSpace(text[i - 1]))
        {
            i--;
        }

        return text[..i];
    }

    internal static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => TrimEnd(TrimStart(text));

    /// <summary>Length of the run of word characters at a position; 0 when there is none.</summary>
    internal static int WordLength(string text, int position)
    {
        var i = position;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                i++;
                continue;
            }

            if (c < 0x80 || Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done || !IsWord(rune))
            {
                break;
            }

            i += used;
        }

        return i - position;
    }

    /// <summary>Python's <c>str.isidentifier</c>.</summary>
    internal static bool IsIdentifier(string text)
    {
        var first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!(first ? IsStart(rune) : IsStart(rune) || IsContinue(rune)))
            {
                return false;
            }

            first = false;
        }

        return !first;
    }

    private static bool IsWord(Rune rune) => IsStart(rune) || IsContinue(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber;

    // https://docs.python.org/3/reference/lexical_analysis.html#identifiers, with the characters of Other_ID_Start.
    private static bool IsStart(Rune rune) =>
        rune.Value is '_' or 0x1885 or 0x1886 or 0x2118 or 0x212E || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    private static bool IsContinue(Rune rune) =>
        // And those of Other_ID_Continue.
        rune.Value is 0xB7 or 0x387 || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}
