using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>Rewrites replies in notations other than JSON and YAML. Each takes a reply that is written in it as a whole, and only then.</summary>
internal static class OtherNotations
{
    /// <summary>Longest reply that is rewritten.</summary>
    private const int LongestText = 256 * 1024;

    private static readonly (string Name, Func<string, KnownKeys, string?> Rewrite)[] All =
    [
        ("end_token", static (text, _) => EndToken.Cut(text)),
        ("full_width", static (text, _) => FullWidth.ToAscii(text)),
        ("html_entities", static (text, _) => HtmlEntities.Decode(text)),
        ("call_notation", static (text, _) => CallNotation.ToObject(text)),
        ("list_lines", static (text, _) => ListLines.ToJson(text)),
        ("key_lines", KeyLines.ToJson),
        ("table", Tables.ToJson),
        ("csv", Csv.ToJson),
        ("xml", static (text, _) => XmlAnswer.ToJson(text)),
        ("tabs", static (text, _) => IndentTabs.Expand(text)),
    ];

    /// <summary>Returns every rewriting that applies, the surest first.</summary>
    /// <param name="text">The reply without its thoughts.</param>
    /// <param name="keys">The names of the schema's properties.</param>
    public static IEnumerable<Rendition> Of(string text, KnownKeys keys)
    {
        if (text.Length > LongestText)
        {
            yield break;
        }

        foreach (var (name, rewrite) in All)
        {
            if (rewrite(text, keys) is { } rewritten && rewritten != text)
            {
                yield return new(name, rewritten);
            }
        }
    }
}
