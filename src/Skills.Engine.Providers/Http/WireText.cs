using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Facts about a body's bytes.</summary>
internal static class WireText
{
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>Whether the bytes are JSON as far as they go, and only their end is missing. False for no bytes at all.</summary>
    public static bool IsCutShort(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new(new JsonReaderOptions { MaxDepth = 1000 }));
        var any = false;
        try
        {
            while (reader.Read())
            {
                any = true;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return any;
    }
}
