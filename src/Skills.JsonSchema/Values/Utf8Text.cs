using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Skills.JsonSchema.Values;

/// <summary>Works on JSON strings as they are written in UTF-8, between their quotes.</summary>
/// <remarks>
/// A lone surrogate (<c>\uD800</c>) is legal JSON text. It counts as one code point and is unescaped
/// to its three-byte generalised form, so that two equal texts stay equal and nothing throws.
/// </remarks>
internal static class Utf8Text
{
    private const byte Escape = (byte)'\\';

    public static bool HasEscape(ReadOnlySpan<byte> raw) => raw.Contains(Escape);

    /// <summary>Tells whether the text has at least <paramref name="min"/> code points.</summary>
    public static bool HasAtLeast(ReadOnlySpan<byte> raw, long min)
    {
        // A code point takes one to four bytes, or up to twelve when written as two escapes.
        if (raw.Length < min)
        {
            return false;
        }

        return (raw.Length + 11) / 12 >= min || CountCodePoints(raw) >= min;
    }

    /// <summary>Tells whether the text has at most <paramref name="max"/> code points.</summary>
    public static bool HasAtMost(ReadOnlySpan<byte> raw, long max) =>
        raw.Length <= max || ((raw.Length + 11) / 12 <= max && CountCodePoints(raw) <= max);

    public static int CountCodePoints(ReadOnlySpan<byte> raw) =>
        HasEscape(raw) ? CountEscaped(raw) : raw.Length - CountContinuations(raw);

    /// <summary>Unescapes into <paramref name="target"/>, which must be at least as long as the text.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var next = raw.IndexOf(Escape);
            if (next < 0 || next + 1 >= raw.Length)
            {
                raw.CopyTo(target[written..]);
                return written + raw.Length;
            }

            raw[..next].CopyTo(target[written..]);
            written += next;
            raw = raw[next..];
            if (raw[1] != (byte)'u' || raw.Length < 6)
            {
                target[written++] = Unescaped(raw[1]);
                raw = raw[2..];
                continue;
            }

            var code = ReadCodePoint(raw, out var used);
            written += Encode(code, target[written..]);
            raw = raw[used..];
        }
    }

    /// <summary>Decodes one code point of unescaped text; malformed bytes come back one at a time as U+FFFD.</summary>
    public static int Decode(ReadOnlySpan<byte> text, out int used)
    {
        var first = text[0];
        used = 1;
        if (first < 0x80)
        {
            return first;
        }

        var length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
        if (length == 0 || length > text.Length || first > 0xF4)
        {
            return 0xFFFD;
        }

        var code = first & (0x7F >> length);
        for (var i = 1; i < length; i++)
        {
            if ((text[i] & 0xC0) != 0x80)
            {
                return 0xFFFD;
            }

            code = (code << 6) | (text[i] & 0x3F);
        }

        used = length;
        return code;
    }

    /// <summary>Writes one code point, surrogates included, and returns the number of bytes.</summary>
    public static int Encode(int code, Span<byte> target)
    {
        if (code < 0x80)
        {
            target[0] = (byte)code;
            return 1;
        }

        if (code < 0x800)
        {
            target[0] = (byte)(0xC0 | (code >> 6));
            target[1] = (byte)(0x80 | (code & 0x3F));
            return 2;
        }

        if (code < 0x10000)
        {
            target[0] = (byte)(0xE0 | (code >> 12));
            target[1] = (byte)(0x80 | ((code >> 6) & 0x3F));
            target[2] = (byte)(0x80 | (code & 0x3F));
            return 3;
        }

        target[0] = (byte)(0xF0 | (code >> 18));
        target[1] = (byte)(0x80 | ((code >> 12) & 0x3F));
        target[2] = (byte)(0x80 | ((code >> 6) & 0x3F));
        target[3] = (byte)(0x80 | (code & 0x3F));
        return 4;
    }

    /// <summary>Writes unescaped text as UTF-16; <paramref name="target"/> must be as long as the text.</summary>
    public static int ToChars(ReadOnlySpan<byte> text, Span<char> target)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            var code = Decode(text, out var used);
            text = text[used..];
            if (code < 0x10000)
            {
                target[written++] = (char)code;
            }
            else
            {
                target[written++] = (char)(0xD7C0 + (code >> 10));
                target[written++] = (char)(0xDC00 + (code & 0x3FF));
            }
        }

        return written;
    }

    /// <summary>JSON text as a string, unescaped; lone surrogates stay what they are.</summary>
    public static string ToText(ReadOnlySpan<byte> raw) =>
        HasEscape(raw) ? UnescapedToText(ToBytes(raw)) : Encoding.UTF8.GetString(raw);

    /// <summary>Unescaped text as a string; lone surrogates stay what they are.</summary>
    public static string UnescapedToText(ReadOnlySpan<byte> text)
    {
        var chars = new char[text.Length];
        return new string(chars, 0, ToChars(text, chars));
    }

    /// <summary>Unescaped bytes of a JSON string as written.</summary>
    public static byte[] ToBytes(ReadOnlySpan<byte> raw)
    {
        var bytes = raw.ToArray();
        if (HasEscape(raw))
        {
            Array.Resize(ref bytes, Unescape(raw, bytes));
        }

        return bytes;
    }

    private static int CountEscaped(ReadOnlySpan<byte> raw)
    {
        var count = 0;
        while (!raw.IsEmpty)
        {
            var next = raw.IndexOf(Escape);
            if (next < 0 || next + 1 >= raw.Length)
            {
                return count + raw.Length - CountContinuations(raw);
            }

            count += next - CountContinuations(raw[..next]) + 1;
            raw = raw[next..];
            var used = 2;
            if (raw[1] == (byte)'u' && raw.Length >= 6)
            {
                ReadCodePoint(raw, out used);
            }

            raw = raw[used..];
        }

        return count;
    }

    private static int CountContinuations(ReadOnlySpan<byte> raw)
    {
        var count = 0;
        var bytes = MemoryMarshal.Cast<byte, sbyte>(raw);
        while (bytes.Length >= Vector128<sbyte>.Count)
        {
            var low = Vector128.LessThan(Vector128.Create<sbyte>(bytes), Vector128.Create((sbyte)-64));
            count += BitOperations.PopCount(low.ExtractMostSignificantBits());
            bytes = bytes[Vector128<sbyte>.Count..];
        }

        foreach (var value in bytes)
        {
            count += value < -64 ? 1 : 0;
        }

        return count;
    }

    private static byte Unescaped(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => letter,
    };

    private static int ReadCodePoint(ReadOnlySpan<byte> raw, out int used)
    {
        var high = Hex(raw[2..6]);
        used = 6;
        if (high is < 0xD800 or > 0xDBFF || raw.Length < 12 || raw[6] != Escape || raw[7] != (byte)'u')
        {
            return high;
        }

        var low = Hex(raw[8..12]);
        if (low is < 0xDC00 or > 0xDFFF)
        {
            return high;
        }

        used = 12;
        return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            var nibble = digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
            value = (value << 4) | (nibble & 0xF);
        }

        return value;
    }
}
