using System.Globalization;
using System.Text;

namespace Skills.Jinja.Syntax;

/// <summary>String literals with Python's escapes. An unknown escape keeps its backslash.</summary>
internal static class StringReader
{
    /// <summary>The offset behind the closing quote; -1 when there is none.</summary>
    internal static int End(string text, int start)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                return i + 1;
            }
        }

        return -1;
    }

    internal static string Decode(ReadOnlySpan<char> raw, int position, string newline)
    {
        if (raw.IndexOfAny('\\', '\n') < 0)
        {
            return raw.ToString();
        }

        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\n')
            {
                text.Append(newline);
            }
            else if (raw[i] != '\\' || i + 1 >= raw.Length)
            {
                text.Append(raw[i]);
            }
            else
            {
                i = Escape(raw, i + 1, text, position);
            }
        }

        return text.ToString();
    }

    private static int Escape(ReadOnlySpan<char> raw, int i, StringBuilder text, int position)
    {
        switch (raw[i])
        {
            // A backslash at the end of a line joins it with the next.
            case '\n':
                return i;
            case 'x':
                return Hex(raw, i, 2, "truncated \\xXX escape", text, position);
            case 'u':
                return Hex(raw, i, 4, "truncated \\uXXXX escape", text, position);
            case 'U':
                return Hex(raw, i, 8, "truncated \\UXXXXXXXX escape", text, position);
            case 'N':
                throw new SyntaxFault(
                    i + 1 < raw.Length && raw[i + 1] == '{' && raw[i..].Contains('}') ? "unknown Unicode character name" : "malformed \\N character escape",
                    position);
            // https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences: up to three octal digits.
            case >= '0' and <= '7':
                return Octal(raw, i, text);
            case var c:
                var at = "\\'\"abfnrtv".IndexOf(c, StringComparison.Ordinal);
                // Python keeps the backslash of an escape that it does not know.
                text.Append(at < 0 ? "\\" + c : "\\'\"\a\b\f\n\r\t\v"[at].ToString());
                return i;
        }
    }

    private static int Octal(ReadOnlySpan<char> raw, int i, StringBuilder text)
    {
        var value = 0;
        var end = Math.Min(i + 3, raw.Length);
        while (i < end && raw[i] is >= '0' and <= '7')
        {
            value = (value * 8) + raw[i++] - '0';
        }

        text.Append((char)value);
        return i - 1;
    }

    private static int Hex(ReadOnlySpan<char> raw, int i, int digits, string fault, StringBuilder text, int position)
    {
        if (i + digits >= raw.Length || !long.TryParse(raw.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw new SyntaxFault(fault, position);
        }

        if (value > 0x10FFFF)
        {
            throw new SyntaxFault("illegal Unicode character", position);
        }

        text.Append(value < 0x10000 ? ((char)value).ToString() : char.ConvertFromUtf32((int)value));
        return i + digits;
    }
}
