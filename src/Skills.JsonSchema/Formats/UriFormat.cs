namespace Skills.JsonSchema.Formats;

/// <summary>URIs of RFC 3986 and IRIs of RFC 3987, checked by their grammar.</summary>
internal static class UriFormat
{
    public static bool IsUri(ReadOnlySpan<byte> text) => Is(text, iri: false, reference: false);

    public static bool IsUriReference(ReadOnlySpan<byte> text) => Is(text, iri: false, reference: true);

    public static bool IsIri(ReadOnlySpan<byte> text) => Is(text, iri: true, reference: false);

    public static bool IsIriReference(ReadOnlySpan<byte> text) => Is(text, iri: true, reference: true);

    private static bool Is(ReadOnlySpan<byte> text, bool iri, bool reference)
    {
        var delimiter = text.IndexOfAny(":/?#"u8);
        if (delimiter >= 0 && text[delimiter] == ':')
        {
            // In a relative reference, a colon cannot stand in the first segment.
            if (!IsScheme(text[..delimiter]))
            {
                return false;
            }

            text = text[(delimiter + 1)..];
        }
        else if (!reference)
        {
            return false;
        }

        // RFC 3986, appendix B: the first "#" ends the rest, the first "?" before it the path.
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (!UriCharacters.AreAllowed(text[(hash + 1)..], UriCharacters.QueryOrFragment, iri))
            {
                return false;
            }

            text = text[..hash];
        }

        var question = text.IndexOf((byte)'?');
        if (question >= 0)
        {
            // RFC 3987, section 2.2: "iprivate" is allowed in a query only.
            if (!UriCharacters.AreAllowed(text[(question + 1)..], UriCharacters.QueryOrFragment, iri, isPrivate: true))
            {
                return false;
            }

            text = text[..question];
        }

        // RFC 3986, section 3: "//" always begins an authority, so no other path starts with it.
        if (!text.StartsWith("//"u8))
        {
            return UriCharacters.AreAllowed(text, UriCharacters.Path, iri);
        }

        text = text[2..];
        var slash = text.IndexOf((byte)'/');
        var authority = slash < 0 ? text : text[..slash];
        return IsAuthority(authority, iri) && (slash < 0 || UriCharacters.AreAllowed(text[slash..], UriCharacters.Path, iri));
    }

    private static bool IsScheme(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && char.IsAsciiLetter((char)text[0]) && text.IndexOfAnyExcept(UriCharacters.Scheme) < 0;

    private static bool IsAuthority(ReadOnlySpan<byte> text, bool iri)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0 && !UriCharacters.AreAllowed(text[..at], UriCharacters.UserInfo, iri))
        {
            return false;
        }

        text = text[(at + 1)..];
        if (!text.IsEmpty && text[0] == '[')
        {
            var close = text.IndexOf((byte)']');
            return close > 0 && IsLiteral(text[1..close]) && IsPort(text[(close + 1)..]);
        }

        var colon = text.IndexOf((byte)':');
        var host = colon < 0 ? text : text[..colon];
        return UriCharacters.AreAllowed(host, UriCharacters.RegName, iri) && (colon < 0 || IsPort(text[colon..]));
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text[0] | 0x20) != 'v')
        {
            return IpAddress.IsV6(text);
        }

        // "IPvFuture" of RFC 3986, section 3.2.2.
        var dot = text.IndexOf((byte)'.');
        if (dot < 2 || dot + 1 == text.Length)
        {
            return false;
        }

        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return text[(dot + 1)..].IndexOfAnyExcept(UriCharacters.UserInfo) < 0;
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] == ':' && text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
}
