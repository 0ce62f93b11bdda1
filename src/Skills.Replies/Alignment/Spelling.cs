using System.Globalization;
using System.Text;

namespace Skills.Replies.Alignment;

/// <summary>Compares names the way people misspell them: by case, accents, then punctuation.</summary>
internal static class Spelling
{
    /// <summary>Without accents and case.</summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            {
                continue;
            }

            _ = rune.Value switch
            {
                'ß' or 'ẞ' => plain.Append("ss"),
                'æ' or 'Æ' => plain.Append("ae"),
                'œ' or 'Œ' => plain.Append("oe"),
                'ø' or 'Ø' => plain.Append('o'),
                'ł' or 'Ł' => plain.Append('l'),
                'ı' => plain.Append('i'),
                0xA7DC => plain.Append('\u019b'),

                // Composed letters of Unicode 16, which the platform's tables may not know yet.
                0x105C9 => plain.Append("\U000105D2"),
                0x105E4 => plain.Append("\U000105DA"),
                _ => plain.Append(Rune.ToLowerInvariant(rune)),
            };
        }

        return plain.ToString();
    }

    /// <summary>The same without anything but letters, digits, and marks that tell words apart when <paramref name="keepDashes"/>.</summary>
    public static string Bare(string folded, bool keepDashes)
    {
        var bare = new StringBuilder(folded.Length);
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (keepDashes && rune.Value is '-' or '_') || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
            {
                bare.Append(rune);
            }
        }

        return bare.ToString();
    }

    private static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var parts = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompositions.Append(parts, rune);
        }

        return parts.ToString();
    }
}
