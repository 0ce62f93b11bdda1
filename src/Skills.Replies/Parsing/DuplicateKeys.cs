namespace Skills.Replies.Parsing;

/// <summary>Finds keys an object holds twice. The last one counts, as in every JSON reader; the earlier ones are marked and noted.</summary>
internal static class DuplicateKeys
{
    private const int FewKeys = 12;

    public static void Mark(ReplyTree tree, int node)
    {
        var end = tree.Nodes[node].Next;
        Span<int> keys = stackalloc int[FewKeys];
        var count = 0;
        for (var key = node + 1; key < end; key = tree.Nodes[key + 1].Next)
        {
            if (count == FewKeys)
            {
                MarkMany(tree, node, end);
                return;
            }

            keys[count++] = key;
        }

        Compare(tree, keys[..count]);
    }

    private static void MarkMany(ReplyTree tree, int node, int end)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = last.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var key = node + 1; key < end; key = tree.Nodes[key + 1].Next)
        {
            var name = tree.SpanOf(key);
            if (known.TryGetValue(name, out var earlier))
            {
                Drop(tree, earlier, key);
            }

            known[name] = key;
        }
    }

    private static void Compare(ReplyTree tree, ReadOnlySpan<int> keys)
    {
        for (var later = 1; later < keys.Length; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                if (!tree.Nodes[keys[earlier]].Flags.HasFlag(NodeFlags.Dropped) && tree.SpanOf(keys[earlier]).SequenceEqual(tree.SpanOf(keys[later])))
                {
                    Drop(tree, keys[earlier], keys[later]);
                }
            }
        }
    }

    private static void Drop(ReplyTree tree, int earlier, int later)
    {
        var (first, second) = (tree.Nodes[earlier + 1], tree.Nodes[later + 1]);
        var same = first.Kind == second.Kind
            && tree.Source.AsSpan(first.Start, first.End - first.Start).SequenceEqual(tree.Source.AsSpan(second.Start, second.End - second.Start));
        tree.Nodes[earlier] = tree.Nodes[earlier] with { Flags = tree.Nodes[earlier].Flags | NodeFlags.Dropped };
        tree.Note(same ? RepairName.RepeatedKey : RepairName.DuplicateKey, later, tree.Nodes[earlier].Start, first.End - tree.Nodes[earlier].Start);
    }
}
