using System.Text.Json;

namespace Skills.Replies.Parsing;

/// <summary>Reads JSON by its grammar (RFC 8259), at full speed.</summary>
internal static class StrictJson
{
    /// <summary>The value, or null when the text is not JSON, is nested too deep, or holds half of a surrogate pair.</summary>
    public static JsonElement? TryParse(ReadOnlySpan<char> text, int maxDepth, bool allowDuplicates)
    {
        var trimmed = text.Trim(" \t\r\n");
        if (trimmed.IsEmpty || !LooksClosed(trimmed))
        {
            return null;
        }

        try
        {
            var value = JsonElement.Parse(trimmed, new() { MaxDepth = maxDepth, AllowDuplicateProperties = allowDuplicates });
            return HoldsLoneSurrogate(trimmed) ? null : value;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException)
        {
            // The last for half of a surrogate pair in a name, which is compared with the others.
            return null;
        }
    }

    // Spares an exception for the texts that plainly are not JSON.
    private static bool LooksClosed(ReadOnlySpan<char> text) => text[0] switch
    {
        '{' => text[^1] == '}',
        '[' => text[^1] == ']',
        '"' => text[^1] == '"' && text.Length > 1,
        _ => char.IsAsciiDigit(text[0]) || text[0] == '-' ? char.IsAsciiDigit(text[^1]) : text is "true" or "false" or "null",
    };

    // "\ud800" is JSON by the grammar, but no text.
    private static bool HoldsLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf("\\ud", StringComparison.OrdinalIgnoreCase); at >= 0;)
        {
            if (at + 6 > text.Length)
            {
                return false;
            }

            var high = text[at + 3] is '8' or '9' or 'a' or 'b' or 'A' or 'B';
            if (IsEscape(text, at) && !(char.IsAsciiDigit(text[at + 3]) && text[at + 3] < '8'))
            {
                if (!high || at + 12 > text.Length || !text.Slice(at + 6, 3).Equals("\\ud", StringComparison.OrdinalIgnoreCase) || text[at + 9] is not (>= 'c' and <= 'f' or >= 'C' and <= 'F'))
                {
                    return true;
                }

                at += 6;
            }

            var next = text[(at + 6)..].IndexOf("\\ud", StringComparison.OrdinalIgnoreCase);
            at = next < 0 ? -1 : at + 6 + next;
        }

        return false;
    }

    private static bool IsEscape(ReadOnlySpan<char> text, int at)
    {
        var backslashes = 0;
        while (at - backslashes - 1 >= 0 && text[at - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 0;
    }

    /// <summary>Returns whether an object within holds a property without a name.</summary>
    public static bool HoldsEmptyKey(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(static p => p.Name.Length == 0 || HoldsEmptyKey(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsEmptyKey),
        _ => false,
    };
}
