using System.Text.RegularExpressions;
using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>Lines of a name, a colon and a value, with the name in bold or not: <c>**Title:** A leak</c>. Every name must be known.</summary>
internal static partial class KeyLines
{
    public static string? ToJson(string text, KnownKeys keys)
    {
        if (!keys.Decide)
        {
            return null;
        }

        var members = new List<(string Name, string Value)>();
        foreach (var line in text.Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0))
        {
            if (Line().Match(line) is { Success: true } found && keys.Contains(found.Groups[1].ValueSpan) && members.TrueForAll(m => m.Name != found.Groups[1].Value))
            {
                members.Add((found.Groups[1].Value, found.Groups[2].Value.Trim()));
            }
            else
            {
                return null;
            }
        }

        return members.Count == 0 ? null : JsonTexts.Object(members);
    }

    [GeneratedRegex(@"^(?:[-*+•]\s+|#{1,6}\s+)?(?:\*\*|__)?([\p{L}\p{N}][\p{L}\p{N} _-]{0,80}?)(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
