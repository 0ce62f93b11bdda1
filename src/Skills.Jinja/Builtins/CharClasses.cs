using System.Globalization;
using System.Text;
using Skills.Jinja.Text;

namespace Skills.Jinja.Builtins;

/// <summary>Python's <c>is…</c> methods of str.</summary>
internal static class CharClasses
{
    internal static bool IsLower(string text) => HasCase(text, TextCase.IsLower, static r => TextCase.IsUpper(r) || TextCase.IsTitle(r));

    internal static bool IsUpper(string text) => HasCase(text, TextCase.IsUpper, static r => TextCase.IsLower(r) || TextCase.IsTitle(r));

    internal static bool IsTitle(string text)
    {
        var (cased, inside) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (TextCase.IsUpper(rune) || TextCase.IsTitle(rune))
            {
                if (inside)
                {
                    return false;
                }

                cased = inside = true;
            }
            else if (TextCase.IsLower(rune))
            {
                if (!inside)
                {
                    return false;
                }

                cased = true;
            }
            else
            {
                inside = false;
            }
        }

        return cased;
    }

    // Han characters that mean a number; Unicode lists them apart from its numeric values.
    private static readonly System.Collections.Frozen.FrozenSet<Rune> HanNumbers = System.Collections.Frozen.FrozenSet.ToFrozenSet(
        ("\u3405\u3483\u382A\u3B4D\u4E00\u4E03\u4E07\u4E09\u4E5D\u4E8C\u4E94\u4E96\u4EBF\u4EC0\u4EDF\u4EE8\u4F0D\u4F70\u5104\u5146\u5169\u516B\u516D\u5341\u5343\u5344\u5345\u534C\u53C1\u53C2\u53C3\u53C4\u56DB\u58F1\u58F9\u5E7A\u5EFE\u5EFF\u5F0C\u5F0D\u5F0E\u5F10\u62FE\u634C\u67D2\u6F06\u7396\u767E\u8086\u842C\u8CAE\u8CB3\u8D30\u9621\u9646\u964C\u9678\u96F6\uF96B\uF973\uF978\uF9B2\uF9D1\uF9D3\uF9FD\U00020001\U00020064\U000200E2\U00020121\U0002092A\U00020983\U0002098C\U0002099C\U00020AEA\U00020AFD\U00020B19\U00022390\U00022998\U00023B1B\U0002626D\U0002F890").EnumerateRunes());

    internal static bool IsDecimal(string text) => All(text, static r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber);

    internal static bool IsDigit(string text) => All(text, static r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber || IsOtherDigit(r.Value));

    internal static bool IsNumeric(string text) => All(text, static r =>
        Rune.GetUnicodeCategory(r) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber || Rune.GetNumericValue(r) >= 0 || HanNumbers.Contains(r));

    internal static bool IsAlpha(string text) => All(text, static r => Rune.IsLetter(r));

    internal static bool IsAlnum(string text) => All(text, static r => Rune.IsLetterOrDigit(r)
        || Rune.GetUnicodeCategory(r) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber);

    internal static bool IsSpace(string text) => text.Length > 0 && PythonText.IsBlank(text);

    internal static bool IsPrintable(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || !Repr.IsPrintable(rune))
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    private static bool IsOtherDigit(int c) => c is 0xB2 or 0xB3 or 0xB9 or 0x2070 or (>= 0x2074 and <= 0x2079) or (>= 0x2080 and <= 0x2089)
        or (>= 0x2460 and <= 0x2468) or (>= 0x2474 and <= 0x247C) or (>= 0x2488 and <= 0x2490) or 0x24EA or (>= 0x24F5 and <= 0x24FD) or 0x24FF
        or (>= 0x2776 and <= 0x277E) or (>= 0x2780 and <= 0x2788) or (>= 0x278A and <= 0x2792) or (>= 0x1369 and <= 0x1371) or 0x19DA
        or (>= 0x10A40 and <= 0x10A43) or (>= 0x10E60 and <= 0x10E68) or (>= 0x11052 and <= 0x1105A) or (>= 0x1F100 and <= 0x1F10A);

    private static bool HasCase(string text, Func<Rune, bool> wanted, Func<Rune, bool> refused)
    {
        var found = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (refused(rune))
            {
                return false;
            }

            found |= wanted(rune);
        }

        return found;
    }

    private static bool All(string text, Func<Rune, bool> test)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!test(rune))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
