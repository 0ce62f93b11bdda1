using System.Text.Json;
using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>A reply that was escaped as a JSON string without its quotes: <c>{\"a\": 1}</c>.</summary>
internal static class EscapedOnce
{
    public static string? Unescape(string text)
    {
        var content = text.AsSpan().Trim();
        if (!StartsEscaped(content) || !EveryQuoteIsEscaped(content))
        {
            return null;
        }

        try
        {
            var line = content.ToString().Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
            return JsonElement.Parse($"\"{line}\"").GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The first quote of any kind is an escaped one, so keys and texts were begun that way.
    private static bool StartsEscaped(ReadOnlySpan<char> text)
    {
        if (text is not ['{' or '[', ..])
        {
            return false;
        }

        var at = text.IndexOfAny(ReplyText.Quotes);
        return at > 0 && text[at] == '"' && text[at - 1] == '\\';
    }

    private static bool EveryQuoteIsEscaped(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at..].IndexOf('"');
            if (next < 0)
            {
                break;
            }

            at += next;
            var backslashes = 0;
            while (at - backslashes > 0 && text[at - backslashes - 1] == '\\')
            {
                backslashes++;
            }

            if (backslashes % 2 == 0)
            {
                return false;
            }
        }

        return true;
    }
}
