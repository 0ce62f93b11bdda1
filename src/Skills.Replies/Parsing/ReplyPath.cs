namespace Skills.Replies.Parsing;

/// <summary>JSON Pointers (RFC 6901).</summary>
internal static class ReplyPath
{
    /// <summary>Escapes a token.</summary>
    public static string Escape(string token) => token.AsSpan().ContainsAny('~', '/')
        ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : token;
}
