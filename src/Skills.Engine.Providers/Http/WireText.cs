using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Facts about a body's bytes.</summary>
internal static class WireText
{
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>Returns whether an exception says that what a provider sent is not what its API may send: no JSON, a value of another kind, a name that appears twice, or bytes that are no text.</summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException;

    /// <summary>Whether the bytes are JSON as far as they go, and only their end is missing. False for no bytes at all.</summary>
    public static bool IsCutShort(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new(new JsonReaderOptions { MaxDepth = 1000 }));
        var open = 0;
        try
        {
            while (reader.Read())
            {
                open += reader.TokenType switch
                {
                    JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                    JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                    _ => 0,
                };
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return open > 0;
    }
}
