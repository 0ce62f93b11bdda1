using System.Buffers;
using System.Globalization;
using System.Text;

namespace Skills.Json.Canonical;

/// <summary>Strings of the canonical form: only quote, backslash and control characters are escaped (RFC 8785, 3.2.2.2).</summary>
internal static class CanonicalJsonString
{
    /// <summary>Writes a string, quotes included, from the text between its quotes in valid JSON.</summary>
    public static void Write(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        output.Write("\""u8);

        // Without an escape the text is canonical already: JSON allows no bare control character.
        for (var escape = raw.IndexOf((byte)'\\'); escape >= 0; escape = raw.IndexOf((byte)'\\'))
        {
            output.Write(raw[..escape]);
            var (units, length) = ReadEscape(raw[escape..]);
            WriteUnits(units, output);
            raw = raw[(escape + length)..];
        }

        output.Write(raw);
        output.Write("\""u8);
    }

    /// <summary>The text as UTF-16, lone surrogates included.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var escape = raw.IndexOf((byte)'\\'); escape >= 0; escape = raw.IndexOf((byte)'\\'))
        {
            text.Append(Encoding.UTF8.GetString(raw[..escape]));
            var (units, length) = ReadEscape(raw[escape..]);
            text.Append((char)(units & 0xFFFF));
            if (units >> 16 is not 0 and var low)
            {
                text.Append((char)low);
            }

            raw = raw[(escape + length)..];
        }

        return text.Append(Encoding.UTF8.GetString(raw)).ToString();
    }

    // One character, or a whole surrogate pair with its low half in the upper 16 bits.
    private static (uint Units, int Length) ReadEscape(ReadOnlySpan<byte> raw)
    {
        if (raw[1] != 'u')
        {
            return (raw[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                var c => (char)c,
            }, 2);
        }

        var high = ReadHex(raw[2..]);
        if (char.IsHighSurrogate((char)high) && raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u'
            && ReadHex(raw[8..]) is var low && char.IsLowSurrogate((char)low))
        {
            return (high | ((uint)low << 16), 12);
        }

        return (high, 6);
    }

    private static ushort ReadHex(ReadOnlySpan<byte> raw) => ushort.Parse(raw[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void WriteUnits(uint units, IBufferWriter<byte> output)
    {
        var first = (char)(units & 0xFFFF);
        var second = (char)(units >> 16);
        Span<byte> bytes = stackalloc byte[4];

        if (second != 0)
        {
            output.Write(bytes[..new Rune(first, second).EncodeToUtf8(bytes)]);
        }
        else if (ShortEscape(first) is var letter and not 0)
        {
            output.Write([(byte)'\\', letter]);
        }
        else if (first < ' ' || char.IsSurrogate(first))
        {
            output.Write("\\u"u8);
            ((int)first).TryFormat(bytes, out _, "x4", CultureInfo.InvariantCulture);
            output.Write(bytes);
        }
        else
        {
            output.Write(bytes[..new Rune(first).EncodeToUtf8(bytes)]);
        }
    }

    private static byte ShortEscape(char c) => c switch
    {
        '"' => (byte)'"',
        '\\' => (byte)'\\',
        '\b' => (byte)'b',
        '\f' => (byte)'f',
        '\n' => (byte)'n',
        '\r' => (byte)'r',
        '\t' => (byte)'t',
        _ => 0,
    };
}
