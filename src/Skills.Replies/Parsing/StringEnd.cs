using System.Buffers;

namespace Skills.Replies.Parsing;

/// <summary>What a quote inside a string means.</summary>
internal enum EndVerdict
{
    Closes,
    Inside,

    /// <summary>The string ended earlier: its own closing quote is missing, and this one opens what comes next.</summary>
    EndedBefore,
}

/// <summary>Decides by what follows a quote whether the string ends there.</summary>
internal static class StringEnd
{
    public readonly record struct Judgement(EndVerdict Verdict, int Place = 0);

    private const int LongestKey = 120;
    private static readonly SearchValues<char> BreaksOffKey = SearchValues.Create("\n{}[]");

    private static readonly Judgement Closes = new(EndVerdict.Closes);
    private static readonly Judgement Inside = new(EndVerdict.Inside);

    /// <param name="state">For the brackets that are open.</param>
    /// <param name="text">The reply.</param>
    /// <param name="place">Where the string stands.</param>
    /// <param name="content">Its first character.</param>
    /// <param name="quote">The quote to judge.</param>
    /// <param name="after">The character after it.</param>
    /// <param name="inner">How many quotes were kept within the string so far.</param>
    public static Judgement Judge(ParserState state, string text, Place place, int content, int quote, int after, int inner)
    {
        var next = ReplyText.SkipSpace(text, after);
        if (next >= text.Length)
        {
            return Closes;
        }

        return place switch
        {
            Place.Key => Key(text, after, next),
            Place.Member => Member(state, text, content, quote, after, next),
            Place.Item => Item(state, text, content, quote, after, next, inner),
            _ => text[next] is ',' or '}' or ']' || text.AsSpan(after, next - after).Contains('\n') || quote >= state.LastQuote ? Closes : Inside,
        };
    }

    private static Judgement Key(string text, int after, int next)
    {
        if (text[next] is ':' or '=' or '}' or ',' or '：')
        {
            return Closes;
        }

        // "ke"y": 1
        var window = text.AsSpan(after, Math.Min(120, text.Length - after));
        var second = window.IndexOfAny('"', '\n', ':');
        return second >= 0 && window[second] == '"' && !ReplyText.IsQuote(text[next]) && ReplyText.At(text, ReplyText.SkipSpace(text, after + second + 1)) == ':'
            ? Inside
            : Closes;
    }

    private static Judgement Member(ParserState state, string text, int content, int quote, int after, int next)
    {
        var c = text[next];
        var closer = ReplyText.SkipEscapedSpace(text, next);
        if (ReplyText.At(text, closer) is '}' or ']')
        {
            return ReplyText.FitsAfterClosers(text, closer, state.Due.Count) ? Closes : Inside;
        }

        if (c is ',' or '，')
        {
            return AfterComma(state, text, next) ? Closes : Before(text, content, quote);
        }

        if (IsSomethingElse(text, after, next, state) || ReplyText.IsQuote(c) && QuoteAfter(text, after, next))
        {
            return Closes;
        }

        if (text.AsSpan(after, next - after).Contains('\n') && ReplyText.StartsMember(text, next))
        {
            return Closes;
        }

        return quote >= state.LastQuote && c != ':' ? Closes : Before(text, content, quote);
    }

    private static bool AfterComma(ParserState state, string text, int comma)
    {
        var next = ReplyText.SkipEscapedSpace(text, comma + 1);
        while (ReplyText.At(text, next) == ',')
        {
            next = ReplyText.SkipEscapedSpace(text, next + 1);
        }

        if (next >= text.Length || text[next] == '`' || IsCutKey(text, next))
        {
            return true;
        }

        // A quoted key, or one on a line of its own, is a member. Of words within a line only those that the schema knows are.
        if (ReplyText.StartsMember(text, next) && (ReplyText.IsQuote(text[next]) || text.AsSpan(comma, next - comma).Contains('\n')))
        {
            return true;
        }

        if (state.StartsKnownMember(next))
        {
            return true;
        }

        return text[next] switch
        {
            '}' or ']' => ReplyText.FitsAfterClosers(text, next, state.Due.Count),
            '.' => text.AsSpan(next).StartsWith("..."),
            '/' => ReplyText.IsComment(text, next),
            '#' => true,
            '{' => state.Due.Count > 1 && state.Due[^2] == ']' && ReplyText.StartsMember(text, next + 1),
            _ => false,
        };
    }

    // The reply ends within the next key, or before its colon.
    private static bool IsCutKey(string text, int at)
    {
        if (!ReplyText.IsQuote(text[at]) || text.Length - at > LongestKey)
        {
            return false;
        }

        var rest = text.AsSpan(at + 1);
        var close = rest.IndexOf(text[at]);
        return close < 0 ? !rest.ContainsAny(BreaksOffKey) : rest[(close + 1)..].IsWhiteSpace();
    }

    // A comment, a fence, a sum of strings or the end of a call after a string.
    private static bool IsSomethingElse(string text, int after, int next, ParserState state) => text[next] switch
    {
        '/' => ReplyText.IsComment(text, next),
        '#' => text.AsSpan(after, next - after).ContainsAny(' ', '\t'),
        '+' => ReplyText.IsQuote(ReplyText.At(text, ReplyText.SkipSpace(text, next + 1))),
        '`' => ReplyText.IsFence(text, next) && text.AsSpan(after, next - after).Contains('\n'),
        ')' => state.Due.Count > 0 && state.Due[^1] == ')',
        ';' => ReplyText.SkipSpace(text, next + 1) is var end && (end >= text.Length || text[next + 1] == '\n'),
        _ => false,
    };

    private static bool QuoteAfter(string text, int after, int next)
    {
        if (ReplyText.StartsMember(text, next))
        {
            return true;
        }

        // A stray quote at the very end of the reply.
        var rest = ReplyText.SkipSpace(text, next + 1);
        return next > after && (rest >= text.Length || (text[rest] == ',' && ReplyText.SkipSpace(text, rest + 1) >= text.Length));
    }

    private static Judgement Before(string text, int content, int quote)
    {
        if (!ReplyText.StartsMember(text, quote))
        {
            return Inside;
        }

        var end = quote;
        var newLine = false;
        while (end > content && (ReplyText.IsSpace(text[end - 1]) || text[end - 1] == ','))
        {
            end--;
            if (text[end] == ',')
            {
                return new(EndVerdict.EndedBefore, end);
            }

            newLine |= text[end] == '\n';
        }

        return newLine ? new(EndVerdict.EndedBefore, end) : Inside;
    }

    private static Judgement Item(ParserState state, string text, int content, int quote, int after, int next, int inner)
    {
        var c = text[next];
        if (c is ']' or '}')
        {
            return ReplyText.FitsAfterClosers(text, next, state.Due.Count) ? Closes : Inside;
        }

        if (c is ',' or '，')
        {
            return ReplyText.StartsItem(text, ReplyText.SkipEscapedSpace(text, next + 1)) && !(inner % 2 == 1 && IsInnerQuote(text, ReplyText.SkipSpace(text, next + 1))) ? Closes : Inside;
        }

        if (ReplyText.IsScalarItem(text, next) || (c == '"' && next == after && inner == 0 && ReplyText.IsWholeItem(text, next)) || OpensValue(text, next))
        {
            return Closes;
        }

        if (c == ':' || IsSomethingElse(text, after, next, state) || (ReplyText.IsQuote(c) && next > after) || quote >= state.LastQuote)
        {
            return Closes;
        }

        if (text.AsSpan(after, next - after).Contains('\n') && ReplyText.StartsItem(text, next))
        {
            return Closes;
        }

        return ItemBefore(text, content, quote);
    }

    // see "A", "B" and "C": a quote that encloses words within a text, after an odd number of such quotes.
    private static bool IsInnerQuote(string text, int at)
    {
        if (ReplyText.At(text, at) != '"')
        {
            return false;
        }

        var close = text.AsSpan(at + 1, Math.Min(LongestKey, text.Length - at - 1)).IndexOf('"');
        return close >= 0 && ReplyText.At(text, ReplyText.SkipSpace(text, at + close + 2)) is not (',' or ']' or '}' or ':' or '\0' or '"');
    }

    // "a"{"b": 1} and "a"["b"]: an object or list that touches the text before it.
    private static bool OpensValue(string text, int at) => text[at] switch
    {
        '{' => ReplyText.IsQuote(ReplyText.At(text, ReplyText.SkipSpace(text, at + 1))) && ReplyText.StartsMember(text, at + 1),
        '[' => ReplyText.IsWholeItem(text, ReplyText.SkipSpace(text, at + 1)),
        _ => false,
    };

    // ["a, "b", …: the quote opens a whole item of its own.
    private static Judgement ItemBefore(string text, int content, int quote)
    {
        var end = quote;
        while (end > content && ReplyText.IsSpace(text[end - 1]))
        {
            end--;
        }

        if (end == content || text[end - 1] != ',')
        {
            return Inside;
        }

        var close = text.AsSpan(quote + 1).IndexOf(text[quote]);
        if (close <= 0)
        {
            return Inside;
        }

        // "b, "c, "d": the next one lacks its closing quote too.
        if (text.AsSpan(quote + 1, close).TrimEnd() is [.., ','] && ReplyText.IsSpace(text[quote + close]))
        {
            return new(EndVerdict.EndedBefore, end - 1);
        }

        var following = ReplyText.SkipSpace(text, quote + close + 2);
        return ReplyText.At(text, following) == ']' || ReplyText.At(text, following) == ',' && ReplyText.StartsItem(text, following + 1) && ReplyText.IsQuote(ReplyText.At(text, ReplyText.SkipSpace(text, following + 1)))
            ? new(EndVerdict.EndedBefore, end - 1)
            : Inside;
    }

    /// <summary>Where a string without end stops when the closing brackets due at the end of the text are not its own.</summary>
    public static int WithoutClosers(ParserState state, string text, int content)
    {
        var end = text.Length;
        var due = state.Due.Count - 1;
        for (var at = end - 1; at >= content && due >= 0; at--)
        {
            if (text[at] == state.Due[due])
            {
                (end, due) = (at, due - 1);
            }
            else if (!ReplyText.IsSpace(text[at]))
            {
                break;
            }
        }

        return end;
    }

    /// <summary>Where a member that begins inside such a string takes over; −1 when none does.</summary>
    public static int SplitAt(ParserState state, string text, Place place, int content, int end)
    {
        if (place == Place.Key)
        {
            return text.AsSpan(content, end - content).IndexOf(':') is > 0 and var colon ? content + colon : -1;
        }

        if (place != Place.Member)
        {
            return -1;
        }

        for (var at = content; at < end; at++)
        {
            if (text[at] == ',' && state.StartsKnownMember(at + 1))
            {
                return at;
            }
        }

        return -1;
    }
}
