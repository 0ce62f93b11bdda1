using System.Buffers;
using Skills.JsonSchema.Unicode;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Formats;

/// <summary>The characters of URIs (RFC 3986, section 2) and IRIs (RFC 3987, section 2.2).</summary>
internal static class UriCharacters
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Unreserved = Letters + "0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    public static readonly SearchValues<byte> Scheme = Bytes(Letters + "0123456789+-.");
    // RFC 3986, sections 3.2.2, 3.2.1, 3.3, and 3.4 and 3.5.
    public static readonly SearchValues<byte> RegName = Bytes(Unreserved + SubDelimiters);
    public static readonly SearchValues<byte> UserInfo = Bytes(Unreserved + SubDelimiters + ":");
    public static readonly SearchValues<byte> Path = Bytes(Unreserved + SubDelimiters + ":@/");
    public static readonly SearchValues<byte> QueryOrFragment = Bytes(Unreserved + SubDelimiters + ":@/?");

    /// <summary>What an IRI may have beyond ASCII.</summary>
    public static readonly CodePointSet Iri = new(
        Planes().Concat([(0xA0, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFEF)]));

    /// <summary>What only its query may have besides.</summary>
    public static readonly CodePointSet Private = new([(0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)]);

    /// <summary>Whether a part consists of allowed characters and percent-encoded ones.</summary>
    public static bool AreAllowed(ReadOnlySpan<byte> part, SearchValues<byte> allowed, bool iri, bool isPrivate = false)
    {
        int at;
        while ((at = part.IndexOfAnyExcept(allowed)) >= 0)
        {
            part = part[at..];
            if (part[0] == '%')
            {
                if (!IsEncoded(part))
                {
                    return false;
                }

                part = part[3..];
                continue;
            }

            if (!iri || part[0] < 0x80)
            {
                return false;
            }

            var code = Utf8Text.Decode(part, out var used);
            if (!Iri.Contains(code) && !(isPrivate && Private.Contains(code)))
            {
                return false;
            }

            part = part[used..];
        }

        return true;
    }

    /// <summary>Whether the text starts with a percent sign and two hexadecimal digits.</summary>
    public static bool IsEncoded(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);

    private static IEnumerable<(int, int)> Planes()
    {
        for (var plane = 1; plane <= 14; plane++)
        {
            // "ucschar" leaves out the last two of each plane, and the tags at the beginning of plane 14.
            yield return ((plane << 16) + (plane == 14 ? 0x1000 : 0), (plane << 16) + 0xFFFD);
        }
    }

    private static SearchValues<byte> Bytes(string characters) => SearchValues.Create([.. characters.Select(static c => (byte)c)]);
}
