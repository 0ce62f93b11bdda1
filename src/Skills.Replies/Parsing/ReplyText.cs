using System.Buffers;

namespace Skills.Replies.Parsing;

/// <summary>Questions about what stands at a place of a reply. Each looks a bounded way ahead, or no further than the next quote.</summary>
internal static class ReplyText
{
    private const int LongestKey = 120;
    private const string WideOpeners = "«‹「『《＂";
    private const string WideClosers = "»›」』》＂";

    /// <summary>The characters of <see cref="IsQuote"/>.</summary>
    public static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00b4");

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

    /// <summary>The closing quote of a text or key in quotes of other scripts, as «a» or 「a」, on the same line; −1 when it is none, or goes on after the quote.</summary>
    public static int WideQuoteEnd(ReadOnlySpan<char> text, int at)
    {
        var pair = At(text, at) >= '«' ? WideOpeners.IndexOf(text[at], StringComparison.Ordinal) : -1;
        var close = pair < 0 ? -1 : text[(at + 1)..].IndexOfAny(WideClosers[pair], '\n');
        if (close < 0 || text[at + 1 + close] == '\n')
        {
            return -1;
        }

        var next = SkipSpace(text, at + close + 2);
        return next >= text.Length || text[next] is ',' or '，' or ':' or '：' or '=' or '}' or ']' or ')' ? at + 1 + close : -1;
    }

    /// <summary>The first place from <paramref name="at"/> that is no white space.</summary>
    public static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Skips white space, and line breaks and tabs that are written as escapes.</summary>
    public static int SkipEscapedSpace(ReadOnlySpan<char> text, int at)
    {
        at = SkipSpace(text, at);
        while (At(text, at) == '\\' && At(text, at + 1) is 'n' or 'r' or 't')
        {
            at = SkipSpace(text, at + 2);
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

        if (WideQuoteEnd(text, at) is > 0 and var close)
        {
            return close > at + 1 && At(text, SkipSpace(text, close + 1)) is ':' or '：' or '=';
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

        // b", …: only the opening quote is missing.
        end += end > at && end < text.Length && IsQuote(text[end]) ? 1 : 0;
        end = At(text, end) is '\n' or '\r' ? SkipSpace(text, end) : end;
        return end >= text.Length || text[end] is ',' or ']';
    }

    /// <summary>Whether a text in quotes stands here that ends as items do.</summary>
    public static bool IsWholeItem(ReadOnlySpan<char> text, int at)
    {
        var close = At(text, at) == '"' ? text.Slice(at + 1, Math.Min(LongestKey, text.Length - at - 1)).IndexOf('"') : -1;
        return close > 0 && At(text, SkipSpace(text, at + close + 2)) is ',' or ']' or '"' || (close > 0 && StartsScalar(text, at + close + 2));
    }

    private static bool StartsScalar(ReadOnlySpan<char> text, int at) => IsScalarItem(text, SkipSpace(text, at));

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
            return next >= text.Length || (closers >= depth && (text[at..next].Contains('\n') || LeadsToValue(text, next))) || text[next] is '{' or '[' or '}' or ']' || IsComment(text, next) || StartsMember(text, next)
                || (closers < depth && (IsQuote(text[next]) || char.IsAsciiDigit(text[next]) || text[next] == '-'));
        }

        // A quote too many at the very end of the reply ends nothing.
        return closers >= depth ? !IsQuote(text[at]) || text[at] == '`' || StartsMember(text, at) || SkipSpace(text, at + 1) >= text.Length : text[at] is '{' or '[' || StartsMember(text, at) || IsWholeItem(text, at);
    }

    // {"a": "x"}, then {"a": "y"}: the value has ended, and words lead to the next one.
    private static bool LeadsToValue(ReadOnlySpan<char> text, int at)
    {
        var open = text.Slice(at, Math.Min(LongestKey, text.Length - at)).IndexOfAny('{', '"');
        return open >= 0 && text[at + open] == '{' && StartsMember(text, at + open + 1);
    }

    private static bool QuotedKey(ReadOnlySpan<char> text, int at, char quote)
    {
        var limit = Math.Min(text.Length, at + LongestKey);
        for (var i = at; i < limit; i++)
        {
            if (Closes(quote, text[i]))
            {
                var next = SkipSpace(text, i + 1);
                return i > at && At(text, next) is (':' or '=' or '：');
            }

            if (text[i] is '\n' or '{' or '}')
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Returns the end of a key without quotes: a word, or a number with a sign and a fraction.</summary>
    public static int BareKeyEnd(ReadOnlySpan<char> text, int at)
    {
        var isNumber = At(text, at) is '+' or '-' || char.IsAsciiDigit(At(text, at));
        var end = at;
        while (end < text.Length && end - at < LongestKey && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '$' or '-' || (isNumber && text[end] is '+' or '.')))
        {
            end++;
        }

        return end;
    }

    /// <summary>Returns the colon of a quoted key whose closing quote is missing, as in <c>"b: "y"</c>; −1 when the key is closed, or is none.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="at">The opening quote.</param>
    public static int ColonOfUnclosedKey(ReadOnlySpan<char> text, int at)
    {
        // Most keys are closed, and hold no colon.
        var end = at + 1 + text.Slice(at + 1, Math.Min(LongestKey + 1, text.Length - at - 1)).IndexOfAny(text[at], ':');
        if (At(text, end) != ':' || end == at + 1 || BareKeyEnd(text, at + 1) != end)
        {
            return -1;
        }

        var rest = text.Slice(end, Math.Min(LongestKey, text.Length - end));
        var close = rest.IndexOf(text[at]);
        if (close >= 0 && At(text, SkipSpace(text, end + close + 1)) == ':')
        {
            // "a:b": 1 is a key with a colon. "b: 1, "c": 2 holds a comma before the next key.
            return rest[..close].TrimEnd() is [.., ','] ? end : -1;
        }

        return end;
    }

    /// <summary>Whether a number or a word of JSON stands here, followed by what may follow an item.</summary>
    public static bool IsScalarItem(ReadOnlySpan<char> text, int at)
    {
        if (!char.IsAsciiDigit(At(text, at)) && At(text, at) is not ('-' or 'n' or 't' or 'f'))
        {
            return false;
        }

        var end = at;
        while (end < text.Length && end - at < 40 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-' or '+'))
        {
            end++;
        }

        var token = text[at..end];
        return (token is "null" or "true" or "false" || BareReader.IsJsonNumber(token))
            && (At(text, SkipSpace(text, end)) is ',' or ']' || IsQuote(At(text, SkipSpace(text, end))));
    }

    private static bool BareKey(ReadOnlySpan<char> text, int at)
    {
        var end = BareKeyEnd(text, at);

        // b": 1, where only the opening quote is missing.
        var colon = SkipSpace(text, end < text.Length && text[end] == '"' ? end + 1 : end);
        return end > at && At(text, colon) == ':' && !(At(text, colon + 1) == '/' && At(text, colon + 2) == '/');
    }
}
