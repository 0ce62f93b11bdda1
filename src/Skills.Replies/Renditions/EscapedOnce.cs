using System.Text.Json;

namespace Skills.Replies.Renditions;

/// <summary>A reply that was escaped as a JSON string without its quotes: <c>{\"a\": 1}</c>.</summary>
internal static class EscapedOnce
{
    public static string? Unescape(string text)
    {
        var content = text.Trim();
        if (!content.Contains("\\\"", StringComparison.Ordinal) || !EveryQuoteIsEscaped(content))
        {
            return null;
        }

        try
        {
            var line = content.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
            return JsonElement.Parse($"\"{line}\"").GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool EveryQuoteIsEscaped(string text)
    {
        for (var at = text.IndexOf('"', StringComparison.Ordinal); at >= 0; at = text.IndexOf('"', at + 1))
        {
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
