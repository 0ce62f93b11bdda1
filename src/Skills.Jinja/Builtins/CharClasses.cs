using System.Globalization;
using System.Text;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

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

    internal static bool IsDecimal(string text) => All(text, static r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber);

    internal static bool IsDigit(string text) => All(text, static r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber || IsOtherDigit(r.Value));

    internal static bool IsNumeric(string text) => All(text, static r =>
        Rune.GetUnicodeCategory(r) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber || Rune.GetNumericValue(r) >= 0);

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
