using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Skills.Jinja.Text;

/// <summary>Character references, by the rules of HTML 5: the longest known name wins, and old names need no semicolon.</summary>
internal static class HtmlEntities
{
    private const int LongestName = 32;

    // What browsers make of the numbers 128 to 159, which are no characters.
    private const string Windows1252 = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
        + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(Load);

    internal static string Unescape(string text)
    {
        var at = text.IndexOf('&', StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var buffer = new StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = text.IndexOf('&', from))
        {
            buffer.Append(text, from, at - from);
            from = at + 1 < text.Length && text[at + 1] == '#' ? Number(text, at, buffer) : Name(text, at, buffer);
        }

        return buffer.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Reads <c>&amp;#…</c>; gives the offset behind it.</summary>
    private static int Number(string text, int at, StringBuilder buffer)
    {
        var isHex = at + 2 < text.Length && text[at + 2] is 'x' or 'X';
        var start = at + (isHex ? 3 : 2);
        var end = start;
        var number = 0;
        while (end < text.Length && (isHex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            number = Math.Min(0x110000, (number * (isHex ? 16 : 10)) + Digit(text[end]));
            end++;
        }

        if (end == start)
        {
            buffer.Append('&');
            return at + 1;
        }

        Append(buffer, number);
        return end < text.Length && text[end] == ';' ? end + 1 : end;
    }

    private static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    private static void Append(StringBuilder buffer, int number)
    {
        if (number is >= 0x80 and < 0xA0)
        {
            buffer.Append(Windows1252[number - 0x80]);
        }
        else if (number == 0 || number is >= 0xD800 and < 0xE000 || number > 0x10FFFF)
        {
            buffer.Append('\uFFFD');
        }
        else if (number == 13 || !IsRefused(number))
        {
            Span<char> pair = stackalloc char[2];
            buffer.Append(pair[..new Rune(number).EncodeToUtf16(pair)]);
        }
    }

    private static bool IsRefused(int number) => number is (>= 1 and <= 8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) || (number & 0xFFFE) == 0xFFFE;

    private static int Name(string text, int at, StringBuilder buffer)
    {
        var start = at + 1;
        var end = start;
        while (end < text.Length && end - start < LongestName && text[end] is not ('\t' or '\n' or '\f' or ' ' or '<' or '&' or '#' or ';'))
        {
            end++;
        }

        var names = Names.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        var whole = end < text.Length && text[end] == ';' ? end + 1 : end;
        for (var stop = whole; stop > start + 1; stop--)
        {
            if (names.TryGetValue(text.AsSpan(start..stop), out var characters))
            {
                buffer.Append(characters);
                return stop;
            }
        }

        buffer.Append('&');
        return start;
    }

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("Skills.Jinja.entities.txt")!;
        using var reader = new StreamReader(stream);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            names[parts[0]] = string.Concat(parts[1..].Select(static p => char.ConvertFromUtf32(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
