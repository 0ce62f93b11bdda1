namespace Skills.Replies.Parsing;

/// <summary>Tells the bracket that opens a value from one in prose.</summary>
internal static class ValueStart
{
    private const int WindowForWords = 200;

    /// <param name="text">The reply.</param>
    /// <param name="at">The bracket.</param>
    /// <param name="isFirst">Whether the reply begins with it.</param>
    public static bool IsLikely(ReadOnlySpan<char> text, int at, bool isFirst)
    {
        var next = ReplyText.SkipSpace(text, at + 1);
        if (next >= text.Length || ReplyText.IsQuote(text[next]) || text[next] is '{' or '[' or '}' or ']' or ',' or '\\' || ReplyText.IsComment(text, next))
        {
            return true;
        }

        return text[at] == '{' ? ReplyText.StartsMember(text, next) || isFirst : ItemsOnly(text, next);
    }

    private static bool ItemsOnly(ReadOnlySpan<char> text, int next)
    {
        if (char.IsAsciiDigit(text[next]) || text[next] is '-' or '+' or '.')
        {
            return true;
        }

        var window = text.Slice(next, Math.Min(WindowForWords, text.Length - next));
        var end = window.IndexOfAny(',', ']', '\n');
        return end < 0 ? window.Length < WindowForWords : window[..end].Count(' ') < 4;
    }
}
