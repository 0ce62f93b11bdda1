namespace Skills.Engine.Outputs.Reading;

/// <summary>Finds keys an object holds twice. The last one counts, as in every JSON reader; the earlier ones are marked and noted.</summary>
internal static class DuplicateKeys
{
    private const int FewKeys = 12;

    public static void Mark(ReplyTree tree, int node)
    {
        var end = tree.Nodes[node].Next;
        List<int>? keys = null;
        for (var key = node + 1; key < end; key = tree.Nodes[key + 1].Next)
        {
            (keys ??= []).Add(key);
        }

        if (keys is null or { Count: 1 })
        {
            return;
        }

        if (keys.Count <= FewKeys)
        {
            Compare(tree, keys);
            return;
        }

        var last = new Dictionary<string, int>(keys.Count, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var name = tree.TextOf(key);
            if (last.TryGetValue(name, out var earlier))
            {
                Drop(tree, earlier, key);
            }

            last[name] = key;
        }
    }

    private static void Compare(ReplyTree tree, List<int> keys)
    {
        for (var later = 1; later < keys.Count; later++)
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
