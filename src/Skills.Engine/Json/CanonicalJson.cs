using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Json;

/// <summary>
/// Writes JSON in its canonical form (RFC 8785): members sorted by UTF-16 code units, shortest numbers, fewest escapes.
/// Equal values give equal bytes, whatever their spelling.
/// </summary>
/// <remarks>
/// Where RFC 8785 forbids the input, bytes stay distinct instead of colliding: an integer that no double holds keeps its
/// digits, members of the same name stay in their order, and a lone surrogate stays escaped.
/// </remarks>
internal static class CanonicalJson
{
    /// <summary>Most levels of arrays and objects.</summary>
    public const int MaxDepth = 2000;

    /// <summary>Every integer of so many characters is a double, and its ECMAScript form is its digits.</summary>
    public const int ExactDigits = 15;

    // The longest integer a double can come near; beyond it, digits are kept without looking.
    private const int LongestFiniteDigits = 310;

    /// <summary>Writes <paramref name="value"/> as canonical UTF-8.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value is nested deeper than <see cref="MaxDepth"/>, or than the thread's stack allows.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            output.Write("null"u8);
            return;
        }

        var text = JsonMarshal.GetRawUtf8Value(value);
        var tape = TapeOf(text);
        try
        {
            var writer = new CanonicalJsonWriter(text, tape.Rows, output);
            try
            {
                writer.Write(0);
            }
            finally
            {
                writer.Dispose();
            }
        }
        finally
        {
            tape.Dispose();
        }
    }

    /// <summary>The canonical form as bytes.</summary>
    public static byte[] GetBytes(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The canonical form as text.</summary>
    public static string GetString(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // A fixed bound gives the same answer on every thread.
    private static JsonTape TapeOf(ReadOnlySpan<byte> text)
    {
        try
        {
            return new(text, MaxDepth);
        }
        catch (JsonException tooDeep)
        {
            throw new InsufficientExecutionStackException(tooDeep.Message, tooDeep);
        }
    }

    /// <summary>Writes a JSON number by its value.</summary>
    public static void WriteNumber(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
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

    // Takes "1.5E-07" apart: significant digits without zeros at either end, and where the point stands before them.
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
