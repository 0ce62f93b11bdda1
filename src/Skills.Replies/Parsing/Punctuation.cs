namespace Skills.Replies.Parsing;

/// <summary>What a closing bracket, or what stands in its place, means for the value that is open.</summary>
internal enum ClosingStep
{
    None,
    Closed,
    BelongsAbove,
    Skipped,
}

/// <summary>Reads what stands between values: separators, colons, ellipses and closing brackets, with all that is wrong with them.</summary>
internal sealed class Punctuation(ParserState state)
{
    private ReplyTree Tree => state.Tree;

    /// <summary>Looks at a bracket or fence where the value that ends with <paramref name="own"/> may end.</summary>
    public ClosingStep Closing(int node, char own)
    {
        var c = state.Current;
        if (c == own)
        {
            state.At++;
            return ClosingStep.Closed;
        }

        if (c is not ('}' or ']' or ')'))
        {
            return c == '`' && ReplyText.IsFence(state.Text, state.At) ? AtFence(node) : ClosingStep.None;
        }

        if (state.Due.LastIndexOf(c) >= 0)
        {
            Tree.Note(RepairName.MissingCloser, node, state.At, 0);
            return ClosingStep.BelongsAbove;
        }

        if (c == ')')
        {
            Tree.Note(RepairName.ExtraCloser, node, state.At++, 1);
            return ClosingStep.Skipped;
        }

        Tree.Note(RepairName.MismatchedCloser, node, state.At++, 1);
        return ClosingStep.Closed;
    }

    // A fence between values: an opening mark is passed over; the end of the block ends what is open.
    private ClosingStep AtFence(int node)
    {
        var line = state.At + 3;
        while (line < state.Text.Length && (char.IsAsciiLetterOrDigit(state.Text[line])))
        {
            line++;
        }

        var rest = ReplyText.SkipSpace(state.Text, line);
        if (rest >= state.Text.Length || (line == state.At + 3 && state.Text[rest] is not ('{' or '[' or '}' or ']' or '"')))
        {
            Tree.Note(RepairName.MissingCloser, node, state.At, 0);
            return ClosingStep.BelongsAbove;
        }

        Tree.Note(RepairName.StrayFence, node, state.At, line - state.At);
        state.At = line;
        return ClosingStep.Skipped;
    }

    /// <summary>Notes that the text ends within a value. After a comma, or with nothing in it yet, more was to come.</summary>
    public void EndsWithin(int node, int items, bool afterComma)
    {
        Tree.Note(RepairName.MissingCloser, node, state.At, 0);
        if (items == 0 || afterComma)
        {
            Tree.Note(RepairName.UnfinishedContainer, node, state.At, 0);
        }
    }

    /// <summary>Passes commas and whatever stands for them, comments and ellipses.</summary>
    /// <returns>Whether there was a comma.</returns>
    public bool SkipSeparators(int node, bool first)
    {
        var commas = 0;
        var last = 0;
        while (true)
        {
            state.SkipTrivia(node);
            if (state.Current is ',' or ';' or '，' or '；')
            {
                commas++;
                last = state.At;
                if (commas > 1 || first || state.Current != ',')
                {
                    Tree.Note(state.Current != ',' ? RepairName.OddSeparator : RepairName.StrayComma, node, state.At, 1);
                }

                state.At++;
            }
            else if (state.Current == '.' && state.Text.AsSpan(state.At).StartsWith("..."))
            {
                Ellipsis(node);
            }
            else if (state.Current == '\u2026')
            {
                Tree.Note(RepairName.Ellipsis, node, state.At++, 1);
            }
            else
            {
                if (commas > 0 && state.Current is '}' or ']')
                {
                    Tree.Note(RepairName.StrayComma, node, last, 1);
                }
                else if (commas == 0 && !first && !state.AtEnd && state.Current is not ('}' or ']' or ')' or '`'))
                {
                    Tree.Note(RepairName.MissingComma, node, state.At, 0);
                }

                return commas > 0;
            }
        }
    }

    private void Ellipsis(int node)
    {
        var start = state.At;
        while (state.Current == '.')
        {
            state.At++;
        }

        Tree.Note(RepairName.Ellipsis, node, start, state.At - start);
    }

    /// <summary>Passes the colon after a key, or what stands for it; false when there is none.</summary>
    public bool Colon(int key)
    {
        var found = false;
        while (state.Current is ':' or '=' or '：' || (found && state.Current == '>'))
        {
            if (found || state.Current != ':')
            {
                Tree.Note(RepairName.OddSeparator, key, state.At, 1);
            }

            found = true;
            state.At++;
            state.SkipTrivia(key);
        }

        return found;
    }
}
