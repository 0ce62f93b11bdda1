using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The <c>wordwrap</c> filter: Python's textwrap on every line.</summary>
internal static class WordWrap
{
    internal static Value Wrap(RenderState state, ReadOnlySpan<Value> a)
    {
        if (a[0].Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        var text = Arg.Text(a[0], "wordwrap's value");
        var (breakLong, breakHyphens) = (Arg.Flag(a[2]), Arg.Flag(a[4]));
        var newline = a[3].IsNone ? state.Options.NewlineSequence : Arg.Text(a[3], "wrapstring");
        var buffer = state.Rent();
        var first = true;
        // Jinja wraps each line of the text for itself, so that its paragraphs stay.
        foreach (var line in TextOps.SplitLines(state, text, false))
        {
            if (!first)
            {
                buffer.Append(newline);
            }

            first = false;
            WrapLine(state, buffer, Chunks(state, line, breakHyphens), Arg.Int(a[1]), breakLong, breakHyphens, newline, a[3].IsMarkup);
        }

        return Value.Text(state.Return(buffer), a[3].IsMarkup);
    }

    private static void WrapLine(RenderState state, TextBuffer buffer, Queue<ReadOnlyMemory<char>> chunks, int width, bool breakLong, bool breakHyphens, string newline, bool escapes)
    {
        if (width <= 0)
        {
            throw RuntimeFault.Value(FormattableString.Invariant($"invalid width {width} (must be > 0)"));
        }

        var lines = 0;
        var rest = new Stack<ReadOnlyMemory<char>>(chunks.Reverse());
        while (rest.Count > 0)
        {
            state.Step();
            // textwrap drops white space at the beginning of each line but the first.
            if (lines > 0 && PythonText.IsBlank(rest.Peek().Span))
            {
                rest.Pop();
            }

            var line = new List<ReadOnlyMemory<char>>();
            var length = 0;
            while (rest.Count > 0 && LengthUpTo(width - length, rest.Peek().Span) is var next && length + next <= width)
            {
                length += next;
                line.Add(rest.Pop());
            }

            if (rest.Count > 0 && LengthUpTo(width, rest.Peek().Span) > width)
            {
                BreakWord(rest, line, width - length, breakLong, breakHyphens);
            }

            if (line.Count > 0 && PythonText.IsBlank(line[^1].Span))
            {
                line.RemoveAt(line.Count - 1);
            }

            if (line.Count > 0)
            {
                if (lines++ > 0)
                {
                    buffer.Append(newline);
                }

                line.ForEach(word => Append(state, buffer, word, escapes));
            }
        }
    }

    private static void Append(RenderState state, TextBuffer buffer, ReadOnlyMemory<char> word, bool escapes)
    {
        if (escapes)
        {
            Html.Escape(buffer, word.Span);
            state.Scan(word.Length);
        }
        else
        {
            buffer.Append(word.Span);
        }
    }

    // A word is cut many times when it is long: only so much of it is looked at as may fit, two units for a code point.
    private static int LengthUpTo(int most, ReadOnlySpan<char> word) => Slices.Length(word[..(int)Math.Min(word.Length, (Math.Max(0, most) + 1L) * 2)]);

    private static void BreakWord(Stack<ReadOnlyMemory<char>> rest, List<ReadOnlyMemory<char>> line, int space, bool breakLong, bool breakHyphens)
    {
        if (!breakLong)
        {
            if (line.Count == 0)
            {
                line.Add(rest.Pop());
            }

            return;
        }

        var word = rest.Pop();
        var cut = Slices.Offset(word.Span, space);
        if (breakHyphens && cut < word.Length)
        {
            var hyphen = word.Span[..cut].LastIndexOf('-');
            // textwrap breaks a long word behind a hyphen, unless there are only hyphens before it.
            if (hyphen > 0 && word.Span[..hyphen].ContainsAnyExcept('-'))
            {
                cut = hyphen + 1;
            }
        }

        line.Add(word[..cut]);
        if (cut < word.Length)
        {
            rest.Push(word[cut..]);
        }
    }

    /// <summary>Cuts a line into runs of white space and words; with hyphens, also behind a hyphen or dash between letters.</summary>
    private static Queue<ReadOnlyMemory<char>> Chunks(RenderState state, string line, bool breakHyphens)
    {
        var chunks = new Queue<ReadOnlyMemory<char>>();
        for (var i = 0; i < line.Length;)
        {
            state.Step();
            state.Create(48);
            var end = i;
            var blank = IsSpace(line[i]);
            while (end < line.Length && IsSpace(line[end]) == blank)
            {
                end++;
            }

            if (blank || !breakHyphens)
            {
                chunks.Enqueue(line.AsMemory(i..end));
            }
            else
            {
                CutHyphens(line.AsMemory(i..end), chunks);
            }

            i = end;
        }

        return chunks;
    }

    // textwrap breaks at ASCII white space only.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\v' or '\f' or '\r';

    private static void CutHyphens(ReadOnlyMemory<char> memory, Queue<ReadOnlyMemory<char>> chunks)
    {
        var word = memory.Span;
        var start = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] != '-')
            {
                continue;
            }

            var end = i;
            while (end < word.Length && word[end] == '-')
            {
                end++;
            }

            if (end - i >= 2 && i > 0 && IsWordPunctuation(word[i - 1]) && end < word.Length && IsWord(word[end]))
            {
                Add(chunks, memory, start, i);
                Add(chunks, memory, i, end);
                start = end;
            }
            // textwrap's wordsep_re: a hyphen breaks between two letters on its left and two on its right.
            else if (end - i == 1 && i > start && IsLetter(word[i - 1]) && IsLetterPair(word, i - 2) && end + 1 < word.Length && IsLetter(word[end]) && IsAfterHyphen(word, end))
            {
                Add(chunks, memory, start, end);
                start = end;
            }

            i = end - 1;
        }

        Add(chunks, memory, start, word.Length);
    }

    private static void Add(Queue<ReadOnlyMemory<char>> chunks, ReadOnlyMemory<char> word, int start, int end)
    {
        if (end > start)
        {
            chunks.Enqueue(word[start..end]);
        }
    }

    private static bool IsLetterPair(ReadOnlySpan<char> word, int index) => index >= 0 && (IsLetter(word[index]) || (word[index] == '-' && index > 0 && IsLetter(word[index - 1])));

    private static bool IsAfterHyphen(ReadOnlySpan<char> word, int index) => IsLetter(word[index]) && index + 1 < word.Length && (IsLetter(word[index + 1]) || (word[index + 1] == '-' && index + 2 < word.Length && IsLetter(word[index + 2])));

    private static bool IsLetter(char c) => char.IsLetter(c) || c == '_';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool IsWordPunctuation(char c) => IsWord(c) || "!\"'&.,?".Contains(c, StringComparison.Ordinal);
}
