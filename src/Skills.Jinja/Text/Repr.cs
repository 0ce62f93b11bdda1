using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Skills.Jinja.Text;

/// <summary>How Python writes strings and numbers.</summary>
internal static class Repr
{
    /// <summary>Python's <c>repr</c> of a string.</summary>
    internal static string Of(string text)
    {
        using var buffer = new TextBuffer(int.MaxValue, "");
        Write(buffer, text);
        return buffer.ToString();
    }

    internal static void Write(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        // Python prefers single quotes, unless the text has those and no double ones.
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        buffer.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote || c == '\\')
            {
                buffer.Append('\\');
                buffer.Append(c);
            }
            else if (c is >= ' ' and < '\x7f')
            {
                buffer.Append(c);
            }
            else
            {
                i += WriteSpecial(buffer, text, i);
            }
        }

        buffer.Append(quote);
    }

    /// <summary>Python's <c>str</c> of an int of any size; fails over 4,300 digits, as Python's.</summary>
    internal static string Of(BigInteger number)
    {
        // 4,300 digits are less than 14,285 bits: refused before the costly conversion.
        if (number.GetBitLength() > 14_285)
        {
            throw RuntimeFault.Value("Exceeds the limit (4300 digits) for integer string conversion");
        }

        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Length - (number.Sign < 0 ? 1 : 0) > 4300
            ? throw RuntimeFault.Value("Exceeds the limit (4300 digits) for integer string conversion")
            : text;
    }

    /// <summary>Python's <c>repr</c> of a float: the shortest text that reads back the same, <c>1.0</c>, <c>1e+16</c>, <c>inf</c>.</summary>
    internal static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var (negative, digits, exponent) = Decompose(shortest);
        var text = new StringBuilder(24);
        if (negative)
        {
            text.Append('-');
        }

        // CPython's format 'r': an exponent from 1e16 up and below 1e-4.
        if (exponent is < -4 or >= 16)
        {
            text.Append(digits[0]);
            if (digits.Length > 1)
            {
                text.Append('.').Append(digits, 1, digits.Length - 1);
            }

            // At least two digits, as C's printf has it.
            return text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
        }

        if (exponent < 0)
        {
            return text.Append("0.").Append('0', -exponent - 1).Append(digits).ToString();
        }

        if (digits.Length <= exponent + 1)
        {
            return text.Append(digits).Append('0', exponent + 1 - digits.Length).Append(".0").ToString();
        }

        return text.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1).ToString();
    }

    /// <summary>Takes a number's text apart into sign, digits without zeros around, and the exponent of the first digit.</summary>
    internal static (bool Negative, string Digits, int Exponent) Decompose(string text)
    {
        var negative = text[0] == '-';
        var mantissa = negative ? text[1..] : text;
        var exponent = 0;
        var e = mantissa.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits[leading..].TrimEnd('0');
        return digits.Length == 0 ? (negative, "0", 0) : (negative, digits, exponent - leading);
    }

    internal static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    /// <summary>Python's escape of a code point: <c>\x</c>, <c>\u</c> or <c>\U</c> and as many digits as it needs.</summary>
    internal static void Escape(TextBuffer buffer, int value)
    {
        var digits = value switch { < 0x100 => 2, < 0x10000 => 4, _ => 8 };
        buffer.Append('\\');
        buffer.Append(digits switch { 2 => 'x', 4 => 'u', _ => 'U' });
        Hex(buffer, value, digits);
    }

    internal static void Hex(TextBuffer buffer, int value, int digits)
    {
        for (var shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            buffer.Append("0123456789abcdef"[(value >> shift) & 15]);
        }
    }

    private static int WriteSpecial(TextBuffer buffer, ReadOnlySpan<char> text, int i)
    {
        var c = text[i];
        var known = c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => null };
        if (known is not null)
        {
            buffer.Append(known);
            return 0;
        }

        if (Rune.DecodeFromUtf16(text[i..], out var rune, out var length) != OperationStatus.Done)
        {
            Escape(buffer, c);
            return 0;
        }

        if (IsPrintable(rune))
        {
            buffer.Append(text.Slice(i, length));
        }
        else
        {
            Escape(buffer, rune.Value);
        }

        return length - 1;
    }
}
