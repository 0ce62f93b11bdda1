using System.Globalization;
using System.Text;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's case mappings: by Unicode's full tables, so <c>ß</c> becomes <c>SS</c> and a last sigma <c>ς</c>.</summary>
internal static class TextCase
{
    internal static string Upper(string text) => Ascii.IsValid(text) ? text.ToUpperInvariant() : Map(text, static (b, r, _) => AppendUpper(b, r));

    internal static string Lower(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : Map(text, AppendLower);

    internal static string Capitalize(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var first = Slices.CharLength(text, 0);
        return Title(text[..first]) + Lower(text)[LowerLength(text, first)..];
    }

    /// <summary>Python's <c>str.title</c>: a letter after anything without case is a capital.</summary>
    internal static string TitleMethod(string text)
    {
        var builder = new StringBuilder(text.Length);
        var inside = false;
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (inside)
            {
                AppendLower(builder, rune, (text, index));
            }
            else
            {
                builder.Append(Title(rune.ToString()));
            }

            inside = IsCased(rune);
            index += rune.Utf16SequenceLength;
        }

        return builder.ToString();
    }

    /// <summary>Jinja's filter: words are what lies between spaces, hyphens and opening brackets.</summary>
    internal static string TitleFilter(string text)
    {
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && !IsBreak(text[end]))
            {
                end++;
            }

            if (end == i)
            {
                builder.Append(text[i++]);
                continue;
            }

            var first = Slices.CharLength(text, i);
            builder.Append(Upper(text.Substring(i, first))).Append(Lower(text[(i + first)..end]));
            i = end;
        }

        return builder.ToString();
    }

    internal static string SwapCase(string text)
    {
        var builder = new StringBuilder(text.Length);
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUpper(rune))
            {
                AppendLower(builder, rune, (text, index));
            }
            else
            {
                AppendUpper(builder, rune);
            }

            index += rune.Utf16SequenceLength;
        }

        return builder.ToString();
    }

    internal static string CaseFold(string text) => Map(text, static (b, r, _) =>
    {
        if (CaseTables.Fold.TryGetValue(r.Value, out var folded))
        {
            b.Append(folded);
        }
        else
        {
            b.Append(CaseTables.Lower.GetValueOrDefault(r.Value) ?? Rune.ToLowerInvariant(r).ToString());
        }
    });

    internal static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter || CaseTables.IsOtherUpper(rune.Value);

    internal static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter || CaseTables.IsOtherLower(rune.Value);

    internal static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    internal static bool IsCased(Rune rune) => IsUpper(rune) || IsLower(rune) || IsTitle(rune);

    private static bool IsBreak(char c) => c is '-' or '(' or '{' or '[' or '<' || PythonText.IsSpace(c);

    private static int LowerLength(string text, int first) => Lower(text[..first]).Length;

    private static string Title(string character)
    {
        var rune = Rune.GetRuneAt(character.Length > 0 && Rune.TryGetRuneAt(character, 0, out _) ? character : "\ufffd", 0);
        if (!Rune.TryGetRuneAt(character, 0, out _))
        {
            return character;
        }

        return CaseTables.Title.GetValueOrDefault(rune.Value) ?? Upper(character);
    }

    private static string Map(string text, Action<StringBuilder, Rune, (string Text, int Index)> append)
    {
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                append(builder, rune, (text, i));
                i += rune.Utf16SequenceLength;
            }
            else
            {
                builder.Append(text[i++]);
            }
        }

        return builder.ToString();
    }

    private static void AppendUpper(StringBuilder builder, Rune rune)
    {
        if (CaseTables.Upper.TryGetValue(rune.Value, out var special))
        {
            builder.Append(special);
        }
        else
        {
            builder.Append(Rune.ToUpperInvariant(rune).ToString());
        }
    }

    private static void AppendLower(StringBuilder builder, Rune rune, (string Text, int Index) place)
    {
        if (rune.Value == 0x3A3)
        {
            builder.Append(IsFinalSigma(place.Text, place.Index) ? 'ς' : 'σ');
        }
        else if (CaseTables.Lower.TryGetValue(rune.Value, out var special))
        {
            builder.Append(special);
        }
        else
        {
            builder.Append(Rune.ToLowerInvariant(rune).ToString());
        }
    }

    /// <summary>After a cased letter and not before one, passing over what case ignores.</summary>
    private static bool IsFinalSigma(string text, int index)
    {
        var before = index;
        do
        {
            if (Rune.DecodeLastFromUtf16(text.AsSpan(0, before), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            before -= length;
            if (!IsIgnorable(rune))
            {
                if (!IsCased(rune))
                {
                    return false;
                }

                break;
            }
        }
        while (before > 0);

        if (before == 0 && index > 0 && Rune.TryGetRuneAt(text, 0, out var first) && IsIgnorable(first))
        {
            return false;
        }

        for (var after = index + 1; after < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, after, out var rune))
            {
                return true;
            }

            if (!IsIgnorable(rune))
            {
                return !IsCased(rune);
            }

            after += rune.Utf16SequenceLength;
        }

        return true;
    }

    private static bool IsIgnorable(Rune rune) => rune.Value is '\'' or '.' or ':' or '^' or '`' or 0xA8 or 0xAD or 0xAF or 0xB4 or 0xB7 or 0xB8 or 0x2019 or 0x2018
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
