using System.Globalization;
using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Floats with a given number of digits, rounded half to even on their exact decimal value, as C and Python do.</summary>
internal static class FloatFormat
{
    /// <summary>Accounts for writing so many digits, which takes time by the square of their number, and for the integers in between, which are as long as the number is large or small.</summary>
    internal static void Charge(RenderState state, int digits, double number = 1)
    {
        var bits = number == 0 || !double.IsFinite(number) ? 0 : Math.Abs(Math.ILogB(number));
        state.Step(((long)Math.Max(0, digits) * Math.Max(0, digits) / (64 * 1024)) + (Math.Max(0, digits) / 8) + (bits / 64));
    }

    /// <summary>Digits behind the point; no exponent.</summary>
    internal static string Fixed(double number, int digits)
    {
        var negative = double.IsNegative(number);
        var scaled = Scale(Math.Abs(number), digits).ToString(CultureInfo.InvariantCulture);
        if (digits > 0)
        {
            scaled = scaled.PadLeft(digits + 1, '0');
            scaled = scaled[..^digits] + "." + scaled[^digits..];
        }

        return negative ? "-" + scaled : scaled;
    }

    /// <summary>One digit, the others behind the point, and an exponent of at least two digits.</summary>
    internal static string Scientific(double number, int digits, char e, bool keepPoint = false)
    {
        var (text, exponent) = Digits(Math.Abs(number), digits + 1);
        var mantissa = digits > 0 || keepPoint ? text[..1] + "." + text[1..] : text;
        return (double.IsNegative(number) ? "-" : "") + mantissa + e + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>So many significant digits, and an exponent only when the number is very large or small.</summary>
    internal static string General(double number, int digits, bool keepZeros, char e, bool reprLike = false)
    {
        digits = Math.Max(1, digits);
        var (_, exponent) = number == 0 ? ("", 0) : Digits(Math.Abs(number), digits);
        // A float without a type keeps a digit behind its point, so its exponent appears one digit sooner than with "g".
        var limit = reprLike ? digits - 1 : digits;
        if (exponent < -4 || exponent >= limit)
        {
            var text = Scientific(number, digits - 1, e, keepZeros);
            if (!keepZeros)
            {
                var at = text.IndexOf(e, StringComparison.Ordinal);
                text = TrimZeros(text[..at]) + text[at..];
            }

            return text;
        }

        var plain = Fixed(number, Math.Max(0, digits - 1 - exponent));
        return !keepZeros ? TrimZeros(plain) : plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".";
    }

    /// <summary>Python's <c>round(float, digits)</c>.</summary>
    internal static double Round(double number, int digits)
    {
        // No double has more decimal places, so there is nothing to round.
        if (!double.IsFinite(number) || number == 0 || digits > 323)
        {
            return number;
        }

        if (digits < -310)
        {
            return Math.CopySign(0, number);
        }

        if (digits >= 0)
        {
            return double.Parse(Fixed(number, digits), NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        var scaled = Scale(Math.Abs(number), digits).ToString(CultureInfo.InvariantCulture) + "e" + (-digits).ToString(CultureInfo.InvariantCulture);
        var rounded = double.Parse(scaled, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(rounded)
            ? throw RuntimeFault.Value("rounded value too large to represent")
            : Math.CopySign(rounded, number);
    }

    private static string TrimZeros(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>number * 10^digits as the nearest integer, halves to even, exactly.</summary>
    private static BigInteger Scale(double number, int digits)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        // IEEE 754: 52 bits of the mantissa, before them a one that is not stored but for the smallest numbers.
        BigInteger mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent > 0)
        {
            mantissa += BigInteger.One << 52;
        }
        else
        {
            exponent = 1;
        }

        exponent -= 1075;
        var numerator = digits > 0 ? mantissa * BigInteger.Pow(10, digits) : mantissa;
        var denominator = digits < 0 ? BigInteger.Pow(10, -digits) : BigInteger.One;
        if (exponent > 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var twice = rest * 2;
        return twice > denominator || (twice == denominator && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    /// <summary>So many significant digits, and the exponent of the first.</summary>
    private static (string Digits, int Exponent) Digits(double number, int count)
    {
        if (number == 0)
        {
            return (new('0', count), 0);
        }

        var exponent = Repr.Decompose(number.ToString("R", CultureInfo.InvariantCulture)).Exponent;
        var text = Scale(number, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        // Rounding up 9.99 gives one digit more.
        if (text.Length > count)
        {
            exponent++;
            text = Scale(number, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        }

        return (text.PadRight(count, '0'), exponent);
    }
}
