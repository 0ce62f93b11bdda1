namespace Skills.Replies.Parsing;

/// <summary>Thoughts that begin a reply without a mark: some models announce them in words, and some servers strip the marks around the words.</summary>
internal static class SpokenThoughts
{
    /// <summary>Longest opening.</summary>
    public const int LongestOpening = 29;

    // Of harmony's channels only the names are left when a server strips its special tokens.
    private static readonly (string Open, string Close, string? Otherwise)[] Pairs =
    [
        ("analysis", "assistantfinal", "assistantcommentary"),
        ("commentary", "assistantfinal", null),
        ("Here is my thought process:", "Here is my response:", null),
        ("Here's my thought process:", "Here's my response:", null),
    ];

    /// <summary>Where the answer begins; 0 when the reply begins with no such thoughts, or does not end them.</summary>
    public static int AnswerStart(string text)
    {
        var first = ReplyText.SkipSpace(text, 0);
        foreach (var (open, close, otherwise) in Pairs)
        {
            if (text.AsSpan(first).StartsWith(open, StringComparison.Ordinal))
            {
                return End(text, close) is > 0 and var end ? end : otherwise is null ? 0 : End(text, otherwise);
            }
        }

        return 0;
    }

    /// <summary>The words that end the thoughts which a text begins with; null when it begins with none.</summary>
    public static string? ClosingOf(ReadOnlySpan<char> beginning)
    {
        foreach (var (open, close, _) in Pairs)
        {
            if (beginning.SequenceEqual(open))
            {
                return close;
            }
        }

        return null;
    }

    private static int End(string text, string close) => text.IndexOf(close, StringComparison.Ordinal) is >= 0 and var at ? at + close.Length : 0;
}
