using System.Buffers;
using System.Globalization;
using System.Text;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's case mappings: by Unicode's full tables, so <c>ß</c> becomes <c>SS</c> and a last sigma <c>ς</c>.</summary>
internal static class TextCase
{
    // Characters are appended one by one without a string for each: a text may have millions.
    private delegate void Appender(StringBuilder builder, Rune rune, ReadOnlySpan<char> text, int index);

    internal static string Upper(string text) => Ascii.IsValid(text) ? text.ToUpperInvariant() : Map(text, AppendUpper);

    internal static string Lower(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : Map(text, AppendLower);

    internal static string Capitalize(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var first = Slices.CharLength(text, 0);
        return string.Concat(Title(text[..first]), Lower(text).AsSpan(Lower(text[..first]).Length));
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
                AppendLower(builder, rune, text, index);
            }
            else
            {
                AppendTitle(builder, rune);
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
            Map(builder, text.AsSpan(i, first), AppendUpper);
            Map(builder, text.AsSpan(i + first, end - i - first), AppendLower);
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
                AppendLower(builder, rune, text, index);
            }
            else
            {
                AppendUpper(builder, rune, text, index);
            }

            index += rune.Utf16SequenceLength;
        }

        return builder.ToString();
    }

    internal static string CaseFold(string text) => Map(text, static (b, r, _, _) =>
    {
        if ((CaseTables.Fold.GetValueOrDefault(r.Value) ?? CaseTables.Lower.GetValueOrDefault(r.Value)) is { } folded)
        {
            b.Append(folded);
        }
        else
        {
            Append(b, Rune.ToLowerInvariant(r));
        }
    });

    internal static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter || CaseTables.IsOtherUpper(rune.Value);

    internal static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter || CaseTables.IsOtherLower(rune.Value);

    internal static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    internal static bool IsCased(Rune rune) => IsUpper(rune) || IsLower(rune) || IsTitle(rune);

    private static bool IsBreak(char c) => c is '-' or '(' or '{' or '[' or '<' || PythonText.IsSpace(c);

    private static string Title(string character)
    {
        if (!Rune.TryGetRuneAt(character, 0, out var rune))
        {
            return character;
        }

        return CaseTables.Title.GetValueOrDefault(rune.Value) ?? Upper(character);
    }

    private static string Map(string text, Appender append)
    {
        var builder = new StringBuilder(text.Length);
        Map(builder, text, append);
        return builder.ToString();
    }

    private static void Map(StringBuilder builder, ReadOnlySpan<char> text, Appender append)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[i..], out var rune, out var length) == OperationStatus.Done)
            {
                append(builder, rune, text, i);
                i += length;
            }
            else
            {
                builder.Append(text[i++]);
            }
        }
    }

    private static void AppendUpper(StringBuilder builder, Rune rune, ReadOnlySpan<char> text, int index)
    {
        if (CaseTables.Upper.TryGetValue(rune.Value, out var special))
        {
            builder.Append(special);
        }
        else
        {
            Append(builder, Rune.ToUpperInvariant(rune));
        }
    }

    private static void AppendLower(StringBuilder builder, Rune rune, ReadOnlySpan<char> text, int index)
    {
        if (rune.Value == 0x3A3)
        {
            builder.Append(IsFinalSigma(text, index) ? 'ς' : 'σ');
        }
        else if (CaseTables.Lower.TryGetValue(rune.Value, out var special))
        {
            builder.Append(special);
        }
        else
        {
            Append(builder, Rune.ToLowerInvariant(rune));
        }
    }

    private static void AppendTitle(StringBuilder builder, Rune rune)
    {
        if (CaseTables.Title.TryGetValue(rune.Value, out var special))
        {
            builder.Append(special);
        }
        else
        {
            AppendUpper(builder, rune, default, 0);
        }
    }

    private static void Append(StringBuilder builder, Rune rune)
    {
        Span<char> pair = stackalloc char[2];
        builder.Append(pair[..rune.EncodeToUtf16(pair)]);
    }

    /// <summary>After a cased letter and not before one, passing over what case ignores.</summary>
    private static bool IsFinalSigma(ReadOnlySpan<char> text, int index)
    {
        var before = index;
        do
        {
            if (Rune.DecodeLastFromUtf16(text[..before], out var rune, out var length) != OperationStatus.Done)
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

        if (before == 0 && index > 0 && Rune.DecodeFromUtf16(text, out var first, out _) == OperationStatus.Done && IsIgnorable(first))
        {
            return false;
        }

        for (var after = index + 1; after < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[after..], out var rune, out _) != OperationStatus.Done)
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
