using System.Buffers;
using System.Globalization;
using System.Text;

namespace Skills.JsonSchema.Compilation;

/// <summary>Writes JSON Pointers (RFC 6901), also as URI fragments (section 6).</summary>
internal static class PointerText
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?");

    /// <summary>A name as a token of a pointer.</summary>
    public static string Escape(string name) =>
        name.AsSpan().IndexOfAny('~', '/') < 0
            ? name
            : name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>A token of a pointer as a name.</summary>
    public static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>A pointer as written in a fragment: percent-encoded where it must be.</summary>
    public static string Encode(string pointer)
    {
        if (pointer.AsSpan().IndexOfAnyExcept(Allowed) < 0)
        {
            return pointer;
        }

        var text = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in pointer.EnumerateRunes())
        {
            if (rune.IsBmp && Allowed.Contains((char)rune.Value))
            {
                text.Append((char)rune.Value);
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return text.ToString();
    }
}
