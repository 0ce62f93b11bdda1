using System.Buffers;
using System.Net;

namespace Skills.Replies.Renditions;

/// <summary>A reply whose quotes are written as HTML entities.</summary>
internal static class HtmlEntities
{
    private static readonly SearchValues<string> Quotes = SearchValues.Create(["&quot;", "&#34;", "&#x22;", "&ldquo;", "&#8220;", "&apos;", "&#39;", "&#x27;"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Decodes a reply in which every quote is an entity; null when one is not. Twice, when the entities were encoded again.</summary>
    public static string? Decode(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
        {
            return null;
        }

        var once = text.Contains("&amp;", StringComparison.OrdinalIgnoreCase) && !text.AsSpan().ContainsAny(Quotes) ? WebUtility.HtmlDecode(text) : text;
        return !text.Contains('"', StringComparison.Ordinal) && once.AsSpan().ContainsAny(Quotes) ? WebUtility.HtmlDecode(once) : null;
    }
}
