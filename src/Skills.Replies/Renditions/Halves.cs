using System.Text;
using System.Text.Json;
using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>Joins an answer that a model wrote in pieces.</summary>
internal static class Halves
{
    private const string Fence = "```";
    private const int MostPieces = 16;
    private const int LongestText = 256 * 1024;
    private const int Depth = 128;

    /// <summary>Joins one JSON text that is cut between fenced blocks; null when the blocks are not its pieces.</summary>
    public static string? JoinCut(string text)
    {
        if (text.Length > LongestText || Blocks(text) is not { Count: > 1 } blocks || Parse(text.AsSpan()[blocks[0]]) is not null)
        {
            return null;
        }

        var joined = string.Concat(blocks.Select(b => text[b]));
        return Parse(joined) is not null ? joined : null;
    }

    /// <summary>Joins objects that have different members into one; null when there are not several, or two have the same member.</summary>
    public static string? JoinMembers(string text)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        var pieces = Blocks(text) is { Count: > 1 } blocks ? blocks : Objects(text);
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var piece in pieces)
        {
            if (Parse(text.AsSpan()[piece]) is not { ValueKind: JsonValueKind.Object } value || !value.EnumerateObject().All(m => members.TryAdd(m.Name, m.Value.GetRawText())))
            {
                return null;
            }
        }

        return pieces.Count < 2 ? null
            : new StringBuilder("{").AppendJoin(',', members.Select(static m => JsonTexts.Text(m.Key) + ":" + m.Value)).Append('}').ToString();
    }

    // What fenced blocks hold, without the line breaks at their ends. The last one may lack its end.
    private static List<Range> Blocks(string text)
    {
        var blocks = new List<Range>();
        for (var at = text.IndexOf(Fence, StringComparison.Ordinal); at >= 0 && blocks.Count < MostPieces;)
        {
            var start = at + Fence.Length;
            while (start < text.Length && char.IsAsciiLetterOrDigit(text[start]))
            {
                start++;
            }

            var close = text.IndexOf(Fence, start, StringComparison.Ordinal);
            var end = close < 0 ? text.Length : close;
            blocks.Add(Trimmed(text, start, end));
            at = close < 0 ? -1 : text.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal);
        }

        return blocks;
    }

    // The objects of a text that are not within others.
    private static List<Range> Objects(string text)
    {
        var objects = new List<Range>();
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0 && objects.Count < MostPieces;)
        {
            var end = EndOf(text, at);
            objects.Add(at..end);
            at = text.IndexOf('{', end);
        }

        return objects;
    }

    private static Range Trimmed(string text, int start, int end)
    {
        while (start < end && text[start] is '\n' or '\r')
        {
            start++;
        }

        while (end > start && text[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return start..end;
    }

    private static int EndOf(string text, int start)
    {
        var (depth, inString) = (0, false);
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when inString:
                    at++;
                    break;
                case '"':
                    inString = !inString;
                    break;
                case '{' when !inString:
                    depth++;
                    break;
                case '}' when !inString && --depth == 0:
                    return at + 1;
            }
        }

        return text.Length;
    }

    private static JsonElement? Parse(ReadOnlySpan<char> text) => StrictJson.TryParse(text, Depth, allowDuplicates: false);
}
