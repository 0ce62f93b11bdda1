using System.Globalization;
using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Numbers as Python reads them from text.</summary>
internal static class NumberText
{
    internal static bool TryParseInt(RenderState state, string text, int radix, out BigInteger number)
    {
        number = default;
        if (radix != 0 && radix is < 2 or > 36)
        {
            return false;
        }

        var span = PythonText.Trim(text);
        var negative = span.StartsWith("-");
        if (negative || span.StartsWith("+"))
        {
            span = span[1..];
        }

        radix = Prefix(ref span, radix);
        if (span.Length == 0 || radix < 0)
        {
            return false;
        }

        // https://docs.python.org/3/library/stdtypes.html#int-max-str-digits: bases that are powers of two are exempt.
        if (span.Length > 4300 && (radix & (radix - 1)) != 0)
        {
            return false;
        }

        var digits = new List<int>(span.Length);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '_')
            {
                // Underscores stand between digits only (PEP 515).
                if (i == 0 || i == span.Length - 1 || span[i - 1] == '_')
                {
                    return false;
                }

                continue;
            }

            var digit = Digit(span[i]);
            if (digit < 0 || digit >= radix)
            {
                return false;
            }

            digits.Add(digit);
        }

        if (digits.Count * BitOperations.Log2((uint)radix) > Arithmetic.MaxBits)
        {
            throw Arithmetic.TooBig();
        }

        number = Combine(state, digits, radix);
        number = negative ? -number : number;
        return true;
    }

    // Several digits at a time, as many as fit a word: the product with a growing number is the costly part.
    private static BigInteger Combine(RenderState state, List<int> digits, int radix)
    {
        state.Step((long)digits.Count * digits.Count / (64 * 64 * 4));
        BigInteger number = 0;
        long word = 0, scale = 1;
        foreach (var digit in digits)
        {
            (word, scale) = ((word * radix) + digit, scale * radix);
            if (scale > int.MaxValue)
            {
                number = (number * scale) + word;
                (word, scale) = (0, 1);
            }
        }

        return (number * scale) + word;
    }

    internal static bool TryParseFloat(string text, out double number)
    {
        number = 0;
        var span = PythonText.Trim(text);
        var plain = new System.Text.StringBuilder(span.Length);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '_')
            {
                if (i == 0 || i == span.Length - 1 || !char.IsDigit(span[i - 1]) || !char.IsDigit(span[i + 1]))
                {
                    return false;
                }

                continue;
            }

            plain.Append(char.IsAscii(span[i]) || !char.IsDigit(span[i]) ? span[i] : (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(span[i])));
        }

        var word = plain.ToString();
        var bare = word.TrimStart('+', '-').ToLowerInvariant();
        if (word.Length - bare.Length <= 1 && bare is "inf" or "infinity" or "nan")
        {
            number = bare == "nan" ? double.NaN : word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return word.Length > 0 && !char.IsWhiteSpace(word[0]) && !char.IsWhiteSpace(word[^1])
            && double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
            && bare.Length > 0 && (char.IsDigit(bare[0]) || bare[0] == '.');
    }

    private static int Prefix(ref ReadOnlySpan<char> span, int radix)
    {
        var found = span.Length > 1 && span[0] == '0'
            ? char.ToLowerInvariant(span[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 }
            : 0;
        if (found != 0 && (radix == 0 || radix == found))
        {
            span = span[2..];
            if (span.StartsWith("_"))
            {
                span = span[1..];
            }

            return found;
        }

        // Base 0 reads literals of the language, where 012 is none.
        if (radix == 0 && span.Length > 1 && span[0] == '0' && span.Trim("0_").Length > 0)
        {
            return -1;
        }

        return radix == 0 ? 10 : radix;
    }

    private static int Digit(char c) => char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : char.IsDigit(c) ? CharUnicodeInfo.GetDecimalDigitValue(c) : -1;
}
