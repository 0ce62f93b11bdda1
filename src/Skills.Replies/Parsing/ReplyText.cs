namespace Skills.Replies.Parsing;

/// <summary>Questions about what stands at a place of a reply. Each looks a bounded way ahead, or no further than the next quote.</summary>
internal static class ReplyText
{
    private const int LongestKey = 120;

    /// <summary>White space of JSON, of Unicode, and marks that show nothing.</summary>
    public static bool IsSpace(char c) => c <= ' ' ? c is ' ' or '\n' or '\r' or '\t' or '\f' or '\v' : c >= '\u0085' && IsSpecialSpace(c);

    /// <summary>White space that JSON does not know.</summary>
    public static bool IsSpecialSpace(char c) =>
        c is '\u00a0' or '\u180e' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff' or '\u202f' or '\u205f' or '\u3000' or '\f' or '\v' or '\u0085' or '\u2028' or '\u2029'
        || (c >= '\u2000' && c <= '\u200a');

    public static bool IsQuote(char c) => c is '"' or '\'' or '`' || IsSmartQuote(c);

    public static bool IsSmartQuote(char c) => c is '\u201c' or '\u201d' or '\u201e' or '\u201f' or '\u2018' or '\u2019' or '\u201a' or '\u201b' or '\u00b4';

    /// <summary>Whether <paramref name="c"/> can end a string begun with <paramref name="opener"/>.</summary>
    public static bool Closes(char opener, char c) => opener switch
    {
        '"' or '\'' or '`' => c == opener,
        '\u2018' or '\u2019' or '\u201a' or '\u201b' or '\u00b4' => c is '\u2018' or '\u2019' or '\u201b' or '\'' or '\u00b4',
        _ => c is '\u201c' or '\u201d' or '\u201f' or '"',
    };

    /// <summary>The first place from <paramref name="at"/> that is no white space.</summary>
    public static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    public static char At(ReadOnlySpan<char> text, int at) => at < text.Length ? text[at] : '\0';

    public static bool IsFence(ReadOnlySpan<char> text, int at) => text[Math.Min(at, text.Length)..].StartsWith("```", StringComparison.Ordinal);

    public static bool IsComment(ReadOnlySpan<char> text, int at) => At(text, at) switch
    {
        '/' => At(text, at + 1) is '/' or '*',
        '#' => true,
        _ => false,
    };

    /// <summary>Whether a member's key and colon stand here, quoted or bare.</summary>
    public static bool StartsMember(ReadOnlySpan<char> text, int at)
    {
        at = SkipSpace(text, at);
        if (at >= text.Length)
        {
            return false;
        }

        var escaped = text[at] == '\\' && IsQuote(At(text, at + 1));
        var quote = escaped ? text[at + 1] : text[at];
        return IsQuote(quote) ? QuotedKey(text, at + (escaped ? 2 : 1), quote) : BareKey(text, at);
    }

    /// <summary>Whether something that can be a list's item stands here.</summary>
    public static bool StartsItem(ReadOnlySpan<char> text, int at)
    {
        at = SkipSpace(text, at);
        if (at >= text.Length || IsQuote(text[at]) || text[at] is '{' or '[' or ']' or '}' or '(')
        {
            return true;
        }

        if (IsComment(text, at) || IsFence(text, at))
        {
            return true;
        }

        var end = at;
        while (end < text.Length && end - at < LongestKey && !IsQuote(text[end]) && text[end] is not (',' or ']' or '}' or '\n'))
        {
            end++;
        }

        return end >= text.Length || text[end] is ',' or ']';
    }

    /// <summary>Whether what follows a run of closing brackets fits the end of a value nested <paramref name="depth"/> deep.</summary>
    public static bool FitsAfterClosers(ReadOnlySpan<char> text, int at, int depth)
    {
        var closers = 0;
        while (at < text.Length && (text[at] is '}' or ']' || IsSpace(text[at])))
        {
            closers += text[at] is '}' or ']' ? 1 : 0;
            at++;
        }

        if (at >= text.Length || IsFence(text, at) || IsComment(text, at))
        {
            return true;
        }

        if (text[at] == ',')
        {
            var next = SkipSpace(text, at + 1);
            return next >= text.Length || (closers >= depth && text[at..next].Contains('\n')) || text[next] is '{' or '[' or '}' or ']' || IsComment(text, next) || StartsMember(text, next)
                || (closers < depth && (IsQuote(text[next]) || char.IsAsciiDigit(text[next]) || text[next] == '-'));
        }

        // A quote too many at the very end of the reply ends nothing.
        return closers >= depth ? !IsQuote(text[at]) || text[at] == '`' || StartsMember(text, at) || SkipSpace(text, at + 1) >= text.Length : text[at] is '{' or '[' || StartsMember(text, at);
    }

    private static bool QuotedKey(ReadOnlySpan<char> text, int at, char quote)
    {
        var limit = Math.Min(text.Length, at + LongestKey);
        for (var i = at; i < limit; i++)
        {
            if (Closes(quote, text[i]))
            {
                var next = SkipSpace(text, i + 1);
                return i > at && At(text, next) is (':' or '=');
            }

            if (text[i] is '\n' or '{' or '}')
            {
                return false;
            }
        }

        return false;
    }

    private static bool BareKey(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < LongestKey && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '$' or '-'))
        {
            end++;
        }

        var colon = SkipSpace(text, end);
        return end > at && At(text, colon) == ':' && !(At(text, colon + 1) == '/' && At(text, colon + 2) == '/');
    }
}
