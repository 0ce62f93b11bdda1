namespace Skills.Json.Canonical;

/// <summary>Comments, which a parser may be told to skip although RFC 8259 has none.</summary>
internal static class JsonComment
{
    /// <summary>Returns the offset behind a comment of one line or between marks.</summary>
    public static int End(ReadOnlySpan<byte> text, int start)
    {
        var isLine = text[start + 1] == '/';
        var rest = text[(start + 2)..];
        var end = isLine ? rest.IndexOfAny((byte)'\n', (byte)'\r') : rest.IndexOf("*/"u8);
        return end < 0 ? text.Length : start + 2 + end + (isLine ? 1 : 2);
    }
}
