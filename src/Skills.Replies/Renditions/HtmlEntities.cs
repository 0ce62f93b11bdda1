using System.Net;

namespace Skills.Replies.Renditions;

/// <summary>A reply whose quotes are written as HTML entities.</summary>
internal static class HtmlEntities
{
    public static string? Decode(string text) =>
        text.Contains("&quot;", StringComparison.Ordinal) || text.Contains("&#34;", StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : null;
}
