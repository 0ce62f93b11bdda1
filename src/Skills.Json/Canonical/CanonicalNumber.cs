using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Skills.Json.Canonical;

/// <summary>Numbers of the canonical form: as ECMAScript prints the double they name (RFC 8785, 3.2.2.3).</summary>
internal static class CanonicalNumber
{
    /// <summary>Every integer of so many characters is a double, and its ECMAScript form is its digits.</summary>
    public const int ExactDigits = 15;

    // The longest integer a double can come near; beyond it, digits are kept without looking.
    private const int LongestFiniteDigits = 310;

    /// <summary>Writes a JSON number by its value.</summary>
    public static void Write(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        var isInteger = raw.IndexOfAny(".eE"u8) < 0;
        if (isInteger && raw.Length <= ExactDigits)
        {
            output.Write(raw is [(byte)'-', (byte)'0'] ? "0"u8 : raw);
            return;
        }

        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
            || (isInteger && !IsExactly(raw, number)))
        {
            output.Write(raw);
            return;
        }

        WriteDouble(number, output);
    }

    private static bool IsExactly(ReadOnlySpan<byte> digits, double number) =>
        digits.Length <= LongestFiniteDigits
        && BigInteger.TryParse(Encoding.ASCII.GetString(digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact)
        && exact == new BigInteger(number);

    /// <summary>Writes a finite number as ECMAScript prints it (RFC 8785, 3.2.2.3).</summary>
    public static void WriteDouble(double number, IBufferWriter<byte> output)
    {
        if (number == 0)
        {
            output.Write("0"u8);
            return;
        }

        Span<byte> shortest = stackalloc byte[32];
        number.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);

        Span<byte> digits = stackalloc byte[32];
        var count = Decompose(shortest[..length], digits, out var point);
        if (number < 0)
        {
            output.Write("-"u8);
        }

        Layout(digits[..count], point, output);
    }

    // Takes "1.5E-07" apart: significant digits without zeros at either end, and the place of the point before them.
    private static int Decompose(ReadOnlySpan<byte> text, Span<byte> digits, out int point)
    {
        var exponent = 0;
        var mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        var count = 0;
        var whole = -1;
        foreach (var c in text)
        {
            if (c == '.')
            {
                whole = count;
            }
            else if (c != '-')
            {
                digits[count++] = c;
            }
        }

        whole = whole < 0 ? count : whole;
        var leading = 0;
        while (leading < count - 1 && digits[leading] == '0')
        {
            leading++;
        }

        digits[leading..count].CopyTo(digits);
        count -= leading;
        point = whole - leading + exponent;
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }

    // ECMA-262, Number::toString, with k digits and the point after the n-th.
    private static void Layout(ReadOnlySpan<byte> digits, int n, IBufferWriter<byte> output)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
        {
            output.Write(digits);
            Zeros(n - k, output);
        }
        else if (0 < n && n <= 21)
        {
            output.Write(digits[..n]);
            output.Write("."u8);
            output.Write(digits[n..]);
        }
        else if (-6 < n && n <= 0)
        {
            output.Write("0."u8);
            Zeros(-n, output);
            output.Write(digits);
        }
        else
        {
            output.Write(digits[..1]);
            if (k > 1)
            {
                output.Write("."u8);
                output.Write(digits[1..]);
            }

            output.Write(n > 0 ? "e+"u8 : "e-"u8);
            Span<byte> exponent = stackalloc byte[8];
            Math.Abs(n - 1).TryFormat(exponent, out var length, default, CultureInfo.InvariantCulture);
            output.Write(exponent[..length]);
        }
    }

    private static void Zeros(int count, IBufferWriter<byte> output) => output.Write("000000000000000000000"u8[..count]);
}
