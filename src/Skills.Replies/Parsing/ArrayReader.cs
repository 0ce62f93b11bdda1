namespace Skills.Replies.Parsing;

/// <summary>Reads lists, in brackets or parentheses.</summary>
internal sealed class ArrayReader(ParserState state, TolerantParser values, ObjectReader objects, Punctuation between)
{
    private ReplyTree Tree => state.Tree;

    /// <summary>Reads the list at the current place, which ends with <paramref name="closer"/>.</summary>
    public int Read(char closer)
    {
        var node = Tree.Add(NodeKind.Array, NodeFlags.None, state.At, state.At);
        var start = state.At++;
        state.Due.Add(closer);
        var (closed, items, commas) = ReadItems(node, closer);
        state.Due.RemoveAt(state.Due.Count - 1);
        Tree.Close(node, state.At, unfinished: !closed);
        if (closer == ')')
        {
            Tree.Note(RepairName.Parentheses, node, start, 1);
            if (items == 1 && !commas)
            {
                Unwrap(node);
            }
        }

        return node;
    }

    // ("x"): parentheses around one value are no list.
    private void Unwrap(int node)
    {
        Tree.Nodes.RemoveAt(node);
        for (var i = node; i < Tree.Nodes.Count; i++)
        {
            Tree.Nodes[i] = Tree.Nodes[i] with { Next = Tree.Nodes[i].Next - 1 };
        }

        for (var i = Tree.Edits.Count - 1; i >= 0 && Tree.Edits[i].Node >= node; i--)
        {
            Tree.Edits[i] = Tree.Edits[i] with { Node = Math.Max(node, Tree.Edits[i].Node - 1) };
        }
    }

    private (bool Closed, int Items, bool Commas) ReadItems(int node, char closer)
    {
        var items = 0;
        var commas = false;
        while (true)
        {
            var before = state.At;
            var afterComma = between.SkipSeparators(node, first: items == 0);
            commas |= afterComma;
            if (state.AtEnd)
            {
                between.EndsWithin(node, items, afterComma);
                return (false, items, commas);
            }

            switch (between.Closing(node, closer))
            {
                case ClosingStep.Closed or ClosingStep.BelongsAbove:
                    return (true, items, commas);
                case ClosingStep.Skipped:
                    continue;
            }

            items += ReadItem(node, items > 0 && state.At == before) ? 1 : 0;
        }
    }

    private bool ReadItem(int node, bool touching)
    {
        var (start, nodes, edits) = (state.At, Tree.Nodes.Count, Tree.Edits.Count);
        var item = values.ReadValue(Place.Item);
        if (item < 0)
        {
            if (state.At == start && !state.AtEnd)
            {
                Tree.Note(RepairName.StrayText, node, state.At++, 1);
            }

            return false;
        }

        // ]s or }s: letters that touch the value before them are noise, not an item.
        if (touching && Tree.Nodes[item] is { Kind: NodeKind.String, Flags: var flags } && flags.HasFlag(NodeFlags.Bare))
        {
            Tree.Rewind(nodes, edits);
            Tree.Note(RepairName.StrayText, node, start, state.At - start);
            return false;
        }

        if (Tree.Nodes[item].Kind == NodeKind.String && ReplyText.At(state.Text, ReplyText.SkipSpace(state.Text, state.At)) == ':')
        {
            objects.WithoutOpener(item);
        }

        return true;
    }
}
