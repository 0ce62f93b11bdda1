namespace Skills.Replies.Parsing;

/// <summary>Reads objects: members whose colon, value, separator or braces may be missing.</summary>
internal sealed class ObjectReader(ParserState state, TolerantParser values, QuotedReader quoted, BareReader bare, Punctuation between)
{
    private int _strayEnd = -1;

    private ReplyTree Tree => state.Tree;

    /// <summary>Reads the members of an object whose brace is passed, and its end.</summary>
    public void ToEnd(int node)
    {
        state.Due.Add('}');
        var closed = ReadMembers(node);
        state.Due.RemoveAt(state.Due.Count - 1);
        Tree.Close(node, state.At, unfinished: !closed);
        if (Tree.Nodes[node].Kind == NodeKind.Object)
        {
            DuplicateKeys.Mark(Tree, node);
        }
    }

    // Reads up to and over the closing bracket; false when it is missing.
    private bool ReadMembers(int node)
    {
        var count = 0;
        while (true)
        {
            var afterComma = between.SkipSeparators(node, first: count == 0);
            if (state.AtEnd)
            {
                between.EndsWithin(node, count, afterComma);
                return false;
            }

            switch (between.Closing(node, '}'))
            {
                case ClosingStep.Closed:
                    return true;
                case ClosingStep.BelongsAbove:
                    return true;
                case ClosingStep.Skipped:
                    continue;
            }

            var before = state.At;
            count = ReadMember(node, count);
            if (state.At == before)
            {
                Tree.Note(RepairName.StrayText, node, state.At++, 1);
            }
        }
    }

    // Reads one member and gives the count of members so far.
    private int ReadMember(int node, int count)
    {
        if (state.Current is '{' or '[' or '(')
        {
            return KeylessNested(node, count);
        }

        var (start, nodes, edits) = (state.At, Tree.Nodes.Count, Tree.Edits.Count);
        var key = ReplyText.IsQuote(state.Current) || (state.Current == '\\' && ReplyText.IsQuote(state.Peek(1)))
            ? quoted.Read(Place.Key)
            : bare.Read(Place.Key);
        if (key < 0)
        {
            return count;
        }

        if (state.Current == '"' && Tree.Nodes[key].Flags.HasFlag(NodeFlags.Bare) && ReplyText.At(state.Text, ReplyText.SkipSpace(state.Text, state.At + 1)) == ':')
        {
            // {a": 1: the opening quote of the key is missing.
            Tree.Note(RepairName.MissingOpeningQuote, key, state.At++, 1);
        }

        state.SkipTrivia(key);
        if (between.Colon(key))
        {
            ReadMemberValue(key);
            return count + 1;
        }

        return WithoutColon(node, key, count, start, nodes, edits);
    }

    private int WithoutColon(int node, int key, int count, int start, int nodes, int edits)
    {
        var c = state.Current;
        var isBare = Tree.Nodes[key].Flags.HasFlag(NodeFlags.Bare);
        if (isBare && ReplyText.IsQuote(c) && (ReplyText.StartsMember(state.Text, state.At) || (count > 0 && !IsName(key))))
        {
            return Stray(node, count, start, nodes, edits);
        }

        if (state.AtEnd || c is ',' or '}' or ']' || (isBare && state.Text.AsSpan(start, state.At - start).Contains('\n')))
        {
            return WithoutValue(node, key, count, start, nodes, edits);
        }

        Tree.Note(RepairName.MissingColon, key, state.At, 0);
        ReadMemberValue(key);
        return count + 1;
    }

    private int Stray(int node, int count, int start, int nodes, int edits)
    {
        Tree.Rewind(nodes, edits);
        Tree.Note(RepairName.StrayText, node, start, Math.Max(1, state.At - start));
        _strayEnd = ReplyText.SkipSpace(state.Text, state.At);
        return count;
    }

    private bool IsName(int key)
    {
        foreach (var c in Tree.SpanOf(key))
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '$'))
            {
                return false;
            }
        }

        return true;
    }

    // A lone word or string: an item of a set, the key of a member that never came, or noise.
    private int WithoutValue(int node, int key, int count, int start, int nodes, int edits)
    {
        if (count == 0 && !state.AtEnd && node == nodes - 1)
        {
            state.At = start;
            Tree.Rewind(nodes, edits);
            ReadSet(node);
            return 0;
        }

        if ((Tree.Nodes[key].Flags.HasFlag(NodeFlags.Bare) || _strayEnd == start) && !(state.AtEnd && count == 0))
        {
            return Stray(node, count, start, nodes, edits);
        }

        Tree.Add(NodeKind.Null, NodeFlags.Unfinished, state.At, state.At);
        Tree.Note(state.AtEnd ? RepairName.UnfinishedKey : RepairName.MissingValue, key, state.At, 0);
        return count + 1;
    }

    // {1, 2}: braces around items.
    private void ReadSet(int node)
    {
        Tree.Nodes[node] = Tree.Nodes[node] with { Kind = NodeKind.Array };
        Tree.Note(RepairName.SetToArray, node, Tree.Nodes[node].Start, 1);
        var items = 0;
        while (!state.AtEnd)
        {
            between.SkipSeparators(node, first: items++ == 0);
            if (state.AtEnd || state.Current is '}' or ']')
            {
                return;
            }

            var before = state.At;
            if (values.ReadValue(Place.Item) < 0 && state.At == before)
            {
                state.At++;
            }
        }
    }

    private int KeylessNested(int node, int count)
    {
        if (state.Current == '{' && count == 0 && Tree.Nodes.Count == node + 1)
        {
            Tree.Note(RepairName.DoubledBraces, node, state.At++, 1);
            return 0;
        }

        if (count == 0 && Tree.Nodes.Count == node + 1)
        {
            ReadSet(node);
            return 0;
        }

        var (nodes, edits, start) = (Tree.Nodes.Count, Tree.Edits.Count, state.At);
        values.ReadValue(Place.Item);
        Tree.Rewind(nodes, edits);
        Tree.Note(RepairName.StrayText, node, start, state.At - start);
        return count;
    }

    private void ReadMemberValue(int key)
    {
        state.SkipTrivia(key);
        if (state.AtEnd || state.Current is ',' or '}' or ']')
        {
            Missing(key);
            return;
        }

        if (ReplyText.IsFence(state.Text, state.At) && !values.FenceHoldsText())
        {
            var end = state.At + 3;
            while (char.IsAsciiLetterOrDigit(ReplyText.At(state.Text, end)))
            {
                end++;
            }

            Tree.Note(RepairName.StrayFence, key, state.At, end - state.At);
            state.At = end;
            state.SkipTrivia(key);
        }

        if (values.ReadValue(Place.Member) < 0)
        {
            Missing(key);
        }
    }

    private void Missing(int key)
    {
        Tree.Add(NodeKind.Null, NodeFlags.Unfinished, state.At, state.At);
        Tree.Note(state.AtEnd ? RepairName.UnfinishedKey : RepairName.MissingValue, key, state.At, 0);
    }

    /// <summary>Makes an object of a key that stands in a list: <c>["a": 1]</c>.</summary>
    public void WithoutOpener(int key)
    {
        var first = Tree.Nodes[key];
        Tree.Nodes[key] = new(NodeKind.Object, NodeFlags.None, first.Start, first.End, key + 1, -1);
        Tree.Nodes.Add(first with { Flags = first.Flags | NodeFlags.Key, Next = key + 2 });
        for (var i = Tree.Edits.Count - 1; i >= 0 && Tree.Edits[i].Node == key; i--)
        {
            Tree.Edits[i] = Tree.Edits[i] with { Node = key + 1 };
        }

        Tree.Note(RepairName.MissingOpener, key, first.Start, 0);
        state.SkipTrivia(key + 1);
        between.Colon(key + 1);
        ReadMemberValue(key + 1);
        while (!state.TooDeep && ReplyText.SkipSpace(state.Text, state.At) is var comma && ReplyText.At(state.Text, comma) == ',' && ReplyText.StartsMember(state.Text, comma + 1))
        {
            state.At = comma + 1;
            state.SkipTrivia(key);
            var before = state.At;
            ReadMember(key, 1);
            if (state.At == before)
            {
                break;
            }
        }

        Tree.Close(key, state.At, unfinished: false);
    }

    /// <summary>Takes in members that stand after the closing brace: <c>{"a": 1}, "b": 2}</c>.</summary>
    public void MergeTail(int node)
    {
        var merged = false;
        while (!state.TooDeep
            && ReplyText.SkipSpace(state.Text, state.At) is var comma
            && ReplyText.At(state.Text, comma) == ','
            && ReplyText.SkipSpace(state.Text, comma + 1) is var member
            && ReplyText.IsQuote(ReplyText.At(state.Text, member))
            && ReplyText.StartsMember(state.Text, member))
        {
            Tree.Note(RepairName.MergedTail, node, state.At - 1, 1);
            state.At = member;
            state.Due.Add('}');
            var closed = ReadMembers(node);
            state.Due.RemoveAt(state.Due.Count - 1);
            Tree.Close(node, state.At, unfinished: !closed);
            merged = true;
        }

        if (merged)
        {
            DuplicateKeys.Mark(Tree, node);
        }
    }
}
