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

        using var buffer = new TextBuffer(int.MaxValue, "");
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

            buffer.Append((char)digit);
        }

        long count = buffer.Length;
        if (count * BitOperations.Log2((uint)radix) > Arithmetic.MaxBits)
        {
            throw Arithmetic.TooBig();
        }

        state.Step(count * count / (64 * 64 * 4));
        number = Combine(buffer.Written, radix);
        number = negative ? -number : number;
        return true;
    }

    // Halves of about the same length are put together, so that no long number is built digit by digit.
    private static BigInteger Combine(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.Length > 12)
        {
            var low = digits.Length / 2;
            return (Combine(digits[..^low], radix) * BigInteger.Pow(radix, low)) + Combine(digits[^low..], radix);
        }

        var word = 0L;
        foreach (var digit in digits)
        {
            word = (word * radix) + digit;
        }

        return word;
    }

    internal static bool TryParseFloat(string text, out double number)
    {
        number = 0;
        var span = PythonText.Trim(text);
        using var plain = new TextBuffer(int.MaxValue, "");
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

        var word = plain.Written;
        var bare = word.TrimStart("+-");
        if (word.Length - bare.Length <= 1 && (Is(bare, "inf") || Is(bare, "infinity") || Is(bare, "nan")))
        {
            number = Is(bare, "nan") ? double.NaN : word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return word.Length > 0 && !char.IsWhiteSpace(word[0]) && !char.IsWhiteSpace(word[^1])
            && double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
            && bare.Length > 0 && (char.IsDigit(bare[0]) || bare[0] == '.');
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

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
