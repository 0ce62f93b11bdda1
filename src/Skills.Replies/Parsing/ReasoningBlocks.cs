using System.Buffers;

namespace Skills.Replies.Parsing;

/// <summary>Finds the thoughts some models write before their answer.</summary>
internal static class ReasoningBlocks
{
    private static readonly SearchValues<char> FirstCharacters = SearchValues.Create("<[◁");
    private static readonly SearchValues<char> SecondCharacters = SearchValues.Create("tTrRaAsSmMlLiIuU|/");

    /// <summary>Each block costs a look at what follows it, so there may not be any number.</summary>
    private const int MostBlocks = 16;

    private static readonly (string Open, string Close)[] Marks =
    [
        ("<think>", "</think>"),
        ("<thinking>", "</thinking>"),
        ("<thought>", "</thought>"),
        ("<thoughts>", "</thoughts>"),
        ("<reasoning>", "</reasoning>"),
        ("<reflection>", "</reflection>"),
        ("<analysis>", "</analysis>"),
        ("<scratchpad>", "</scratchpad>"),
        ("<seed:think>", "</seed:think>"),
        ("<mm:think>", "</mm:think>"),
        ("<longcat_think>", "</longcat_think>"),
        ("<antthinking>", "</antthinking>"),
        ("<reason>", "</reason>"),
        ("<inner_monologue>", "</inner_monologue>"),
        ("<|thinking|>", "<|/thinking|>"),
        ("<|START_THINKING|>", "<|END_THINKING|>"),
        ("<unused94>thought", "<unused95>"),
        ("<|channel|>commentary<|message|>", "<|end|>"),
        ("<|channel>thought", "<channel|>"),
        ("[THINK]", "[/THINK]"),
        ("◁think▷", "◁/think▷"),
        ("<|channel|>analysis<|message|>", "<|end|>"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ];

    // Nearly all replies hold no mark. One fast pass shows that, while a look at each bracket takes long. It is fast for ASCII only.
    private static readonly SearchValues<string> Openings = Ascii(static m => m.Open);
    private static readonly SearchValues<string> Closings = Ascii(static m => m.Close);

    /// <summary>The mark that ends the thoughts a text ends by opening; null when it opens none.</summary>
    public static string? ClosingOf(string text) =>
        Array.Find(Marks, m => text.EndsWith(m.Open, StringComparison.OrdinalIgnoreCase)).Close;

    /// <summary>Where the answer begins: after the last block before it. Equal to the text's length when a block never ends.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="unclosed">Whether a block was begun and never ended.</param>
    public static int AnswerStart(string text, out bool unclosed)
    {
        unclosed = false;
        var start = SpokenThoughts.AnswerStart(text);
        for (var blocks = 0; blocks < MostBlocks && Opened(text, start) is { } block; blocks++)
        {
            var close = text.IndexOf(block.Close, block.At, StringComparison.OrdinalIgnoreCase);
            if (close < 0)
            {
                unclosed = true;
                return text.Length;
            }

            start = close + block.Close.Length;
        }

        return Math.Max(start, LoneClose(text, start));
    }

    // The next block that begins before anything that looks like an answer.
    private static (int At, string Close)? Opened(string text, int start)
    {
        var limit = text.AsSpan(start).IndexOfAny('{', '`') is >= 0 and var value ? start + value : text.Length;
        if (!MayHold(text.AsSpan(start, limit - start), Openings))
        {
            return null;
        }

        for (var at = start; text.AsSpan(at, limit - at).IndexOfAny(FirstCharacters) is >= 0 and var jump; at++)
        {
            at += jump;
            if (at + 1 >= limit || !SecondCharacters.Contains(text[at + 1]))
            {
                continue;
            }

            foreach (var (open, close) in Marks)
            {
                if (StandsAt(text, at, open) && at + open.Length <= limit)
                {
                    return (at + open.Length, close);
                }
            }
        }

        return null;
    }

    // A closing mark without its opening one ends the thoughts, when an answer follows it.
    private static int LoneClose(string text, int start)
    {
        if (!MayHold(text.AsSpan(start), Closings))
        {
            return start;
        }

        var looked = 0;
        for (var end = text.Length; looked < MostBlocks && text.AsSpan(start, end - start).LastIndexOfAny(FirstCharacters) is >= 0 and var before; end = start + before)
        {
            var at = start + before;
            if (ReplyText.At(text, at + 1) is not ('/' or '|'))
            {
                continue;
            }

            foreach (var (_, close) in Marks)
            {
                if (StandsAt(text, at, close))
                {
                    looked++;
                    if (text.AsSpan(at + close.Length).ContainsAnyExcept(" \r\n\t") && !InsideString(text, at))
                    {
                        return at + close.Length;
                    }
                }
            }
        }

        return start;
    }

    private static SearchValues<string> Ascii(Func<(string Open, string Close), string> part) =>
        SearchValues.Create([.. Marks.Select(part).Where(static mark => mark[0] != '◁')], StringComparison.OrdinalIgnoreCase);

    private static bool MayHold(ReadOnlySpan<char> text, SearchValues<string> marks) =>
        text.ContainsAny(FirstCharacters) && (text.ContainsAny(marks) || text.Contains('◁'));

    private static bool StandsAt(string text, int at, string mark) =>
        at + mark.Length <= text.Length
        && text.AsSpan(at, mark.Length).Equals(mark, StringComparison.OrdinalIgnoreCase);

    // A mark inside a value's string stands on a line with a quote before and after it.
    private static bool InsideString(string text, int at)
    {
        var line = text.AsSpan(0, at).LastIndexOf('\n') + 1;
        var end = text.AsSpan(at).IndexOf('\n') is >= 0 and var length ? at + length : text.Length;
        return text.AsSpan(line, at - line).Count('"') % 2 == 1 && text.AsSpan(at, end - at).Contains('"');
    }
}
