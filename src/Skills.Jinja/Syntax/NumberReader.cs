using System.Globalization;
using System.Numerics;

namespace Skills.Jinja.Syntax;

/// <summary>Number literals: <c>1_000</c>, <c>0xff</c>, <c>0o7</c>, <c>0b1</c>, <c>1.5</c>, <c>1e3</c>.</summary>
internal static class NumberReader
{
    internal static TokenType? Read(string text, int start, out int length)
    {
        // After a dot, as in items.1.5, digits are an index.
        if ((start == 0 || text[start - 1] != '.') && FloatEnd(text, start) is > 0 and var floatEnd)
        {
            length = floatEnd - start;
            return TokenType.Float;
        }

        var end = IntegerEnd(text, start);
        length = end - start;
        return end > start ? TokenType.Integer : null;
    }

    /// <summary>The value of an integer literal's text.</summary>
    internal static BigInteger ParseInteger(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 2 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) is 'x' or 'o' or 'b')
        {
            var bits = char.ToLowerInvariant(digits[1]) switch { 'x' => 4, 'o' => 3, _ => 1 };
            var value = BigInteger.Zero;
            foreach (var c in digits.AsSpan(2))
            {
                value = (value << bits) + (char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10);
            }

            return value;
        }

        return BigInteger.Parse(Ascii(digits), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    internal static double ParseFloat(string text) =>
        double.Parse(Ascii(text.Replace("_", "", StringComparison.Ordinal)), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Ascii(string digits) =>
        // Python's \d and int() take the decimal digits of every script.
        digits.All(char.IsAscii) ? digits : string.Concat(digits.Select(static c => char.IsAscii(c) ? c : (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c))));

    private static int FloatEnd(string text, int start)
    {
        var i = Digits(text, start);
        if (i == start)
        {
            return -1;
        }

        var fraction = i;
        // Unlike in Python, a float has digits on both sides of its point: 1.real is an attribute.
        if (i + 1 < text.Length && text[i] == '.' && Digits(text, i + 1) is var end && end > i + 1)
        {
            fraction = end;
        }

        if (fraction < text.Length && text[fraction] is 'e' or 'E')
        {
            var digits = fraction + 1;
            if (digits < text.Length && text[digits] is '+' or '-')
            {
                digits++;
            }

            if (Digits(text, digits) is var exponent && exponent > digits)
            {
                return exponent;
            }
        }

        return fraction > i ? fraction : -1;
    }

    private static int Digits(string text, int start)
    {
        var i = start;
        while (i < text.Length && (char.IsDigit(text[i]) || (text[i] == '_' && i > start && i + 1 < text.Length && char.IsDigit(text[i + 1]))))
        {
            i++;
        }

        return i;
    }

    private static int IntegerEnd(string text, int start)
    {
        // Python refuses 012, so a zero begins nothing but a zero or a prefix.
        if (text[start] == '0')
        {
            var kind = start + 1 < text.Length ? char.ToLowerInvariant(text[start + 1]) : '\0';
            Func<char, bool>? digit = kind switch
            {
                'b' => static c => c is '0' or '1',
                'o' => static c => c is >= '0' and <= '7',
                'x' => char.IsAsciiHexDigit,
                _ => null,
            };
            var end = digit is null ? start : Run(text, start + 2, digit);
            return end > start + 2 ? end : Run(text, start + 1, static c => c == '0');
        }

        return text[start] is >= '1' and <= '9' ? Run(text, start + 1, char.IsDigit) : start;
    }

    private static int Run(string text, int i, Func<char, bool> digit)
    {
        while (i < text.Length && (digit(text[i]) || (text[i] == '_' && i + 1 < text.Length && digit(text[i + 1]))))
        {
            i++;
        }

        return i;
    }
}
