using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.Engine;

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

    // Every integer of so many digits is a double, and its ECMAScript form is its digits.
    private const int ExactDigits = 15;

    // The longest integer a double can come near; beyond it, digits are kept without looking.
    private const int LongestFiniteDigits = 310;

    /// <summary>Writes <paramref name="value"/> as canonical UTF-8.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value is nested deeper than <see cref="MaxDepth"/>, or than the thread's stack allows.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output) => Write(value, output, 0);

    private static void Write(JsonElement value, IBufferWriter<byte> output, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output, depth);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output, depth);
                break;
            case JsonValueKind.String:
                CanonicalJsonString.Write(JsonMarshal.GetRawUtf8Value(value)[1..^1], output);
                break;
            case JsonValueKind.Number:
                WriteNumber(JsonMarshal.GetRawUtf8Value(value), output);
                break;
            default:
                output.Write(value.ValueKind switch
                {
                    JsonValueKind.True => "true"u8,
                    JsonValueKind.False => "false"u8,
                    _ => "null"u8,
                });
                break;
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

    private static void WriteArray(JsonElement array, IBufferWriter<byte> output, int depth)
    {
        EnsureDepth(depth);
        output.Write("["u8);

        var first = true;
        foreach (var item in array.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(item, output, depth + 1);
        }

        output.Write("]"u8);
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output, int depth)
    {
        EnsureDepth(depth);
        output.Write("{"u8);

        var count = value.GetPropertyCount();
        var members = ArrayPool<Member>.Shared.Rent(count);
        try
        {
            foreach (var member in Sorted(value, members.AsSpan(0, count)))
            {
                if (!member.IsFirst)
                {
                    output.Write(","u8);
                }

                CanonicalJsonString.Write(JsonMarshal.GetRawUtf8PropertyName(member.Property), output);
                output.Write(":"u8);
                Write(member.Property.Value, output, depth + 1);
            }
        }
        finally
        {
            ArrayPool<Member>.Shared.Return(members, clearArray: true);
        }

        output.Write("}"u8);
    }

    // A fixed bound gives the same answer on every thread; the runtime's check is for threads with small stacks.
    private static void EnsureDepth(int depth)
    {
        if (depth >= MaxDepth)
        {
            throw new InsufficientExecutionStackException($"The JSON value is nested deeper than {MaxDepth} levels.");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private static Span<Member> Sorted(JsonElement value, Span<Member> members)
    {
        var index = 0;
        var inOrder = true;
        var escaped = false;

        foreach (var property in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            escaped |= name.Contains((byte)'\\');
            inOrder = inOrder && (index == 0 || Compare(JsonMarshal.GetRawUtf8PropertyName(members[index - 1].Property), name) <= 0);
            members[index] = new(property, index, null);
            index++;
        }

        if (escaped)
        {
            foreach (ref var member in members)
            {
                member = member with { Name = CanonicalJsonString.Unescape(JsonMarshal.GetRawUtf8PropertyName(member.Property)) };
            }
        }

        if (escaped || !inOrder)
        {
            members.Sort(default(ByName));
        }

        if (members.Length > 0)
        {
            members[0] = members[0] with { IsFirst = true };
        }

        return members;
    }

    // UTF-8 sorts by code point; RFC 8785 asks for UTF-16 code units. They differ only where a supplementary character
    // (lead byte F0 and up, surrogates D800 and up in UTF-16) meets one from U+E000 on (lead bytes EE and EF).
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        return a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0)
            ? (a >= 0xF0 ? -1 : 1)
            : a.CompareTo(b);
    }

    private static void WriteNumber(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
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

    private readonly record struct Member(JsonProperty Property, int Index, string? Name, bool IsFirst = false);

    private readonly struct ByName : IComparer<Member>
    {
        public int Compare(Member x, Member y)
        {
            var byName = x.Name is null
                ? CanonicalJson.Compare(JsonMarshal.GetRawUtf8PropertyName(x.Property), JsonMarshal.GetRawUtf8PropertyName(y.Property))
                : string.CompareOrdinal(x.Name, y.Name);
            return byName != 0 ? byName : x.Index.CompareTo(y.Index);
        }
    }
}
