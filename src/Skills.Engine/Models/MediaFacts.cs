using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Skills.Engine.Models;

/// <summary>What the bytes of embedded media say of its size, as far as it can be seen without decoding it. Each part is null when it is not known.</summary>
internal sealed record MediaFacts
{
    // Frame headers of photographs come after their metadata, which is rarely longer.
    private const int HeaderBytes = 48 * 1024;
    private const int BytesPerPage = 50_000;
    private const int AudioBytesPerSecond = 8_000;
    private const int MostPages = 10_000;

    private static readonly ConditionalWeakTable<ModelMedia, MediaFacts> Known = [];

    /// <summary>Width and height of an image, in pixels.</summary>
    public (int Width, int Height)? Size { get; private init; }

    /// <summary>Pages of a document.</summary>
    public int? Pages { get; private init; }

    /// <summary>Length of a recording.</summary>
    public int? Seconds { get; private init; }

    public static MediaFacts Of(ModelMedia media) => Known.GetValue(media, static m => Read(m));

    private static MediaFacts Read(ModelMedia media)
    {
        var comma = media.Url.IndexOf(',', StringComparison.Ordinal);
        if (!media.IsEmbedded || comma < 0)
        {
            return new();
        }

        var text = media.Url.AsSpan(comma + 1);
        var length = text.Length / 4L * 3;
        return media.Needs switch
        {
            ModelCapabilities.Vision => new() { Size = SizeOf(Decode(text, HeaderBytes)) },
            ModelCapabilities.Audio => new() { Seconds = SecondsOf(Decode(text, HeaderBytes), length) },
            _ => new() { Pages = PagesOf(Decode(text, int.MaxValue), length) },
        };
    }

    // The beginning of the bytes; empty when it is not base64.
    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> text, int most)
    {
        var part = text.Length / 4L * 3 <= most ? text : text[..(most / 3 * 4)];
        var bytes = new byte[(part.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(part, bytes, out var written) ? bytes.AsSpan(0, written) : default;
    }

    private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> bytes)
    {
        (int Width, int Height)? size = bytes switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when bytes.Length >= 24 => (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])),
            [(byte)'G', (byte)'I', (byte)'F', ..] when bytes.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when bytes.Length >= 30 => OfWebP(bytes),
            [0xFF, 0xD8, ..] => OfJpeg(bytes),
            _ => null,
        };
        return size is { Width: > 0 and <= 100_000, Height: > 0 and <= 100_000 } ? size : null;
    }

    // RFC 9649, sections 2.5 to 2.7: the three kinds of first chunk.
    private static (int, int)? OfWebP(ReadOnlySpan<byte> bytes) => bytes[15] switch
    {
        (byte)' ' => (BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF),
        (byte)'L' when BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]) is var bits => ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1),
        (byte)'X' => (1 + bytes[24] + (bytes[25] << 8) + (bytes[26] << 16), 1 + bytes[27] + (bytes[28] << 8) + (bytes[29] << 16)),
        _ => null,
    };

    // Segments with their lengths, until a start of frame: C0 to CF without the tables C4, C8 and CC.
    private static (int, int)? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 9 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    private static int SecondsOf(ReadOnlySpan<byte> bytes, long length)
    {
        var rate = bytes is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] && bytes.Length >= 32 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]) : AudioBytesPerSecond;
        return (int)Math.Min(int.MaxValue / 64, 1 + (length / Math.Max(1, rate)));
    }

    // Page objects can be inside compressed streams, where they are not seen.
    private static int PagesOf(ReadOnlySpan<byte> bytes, long length)
    {
        var pages = 0;
        for (var rest = bytes; rest.IndexOf("/Type"u8) is >= 0 and var at; rest = rest[(at + 5)..])
        {
            var kind = rest[(at + 5)..].TrimStart(" \r\n"u8);
            pages += kind.StartsWith("/Page"u8) && (kind.Length == 5 || !char.IsAsciiLetter((char)kind[5])) ? 1 : 0;
        }

        return (int)Math.Min(MostPages, pages > 0 ? pages : 1 + (length / BytesPerPage));
    }
}
