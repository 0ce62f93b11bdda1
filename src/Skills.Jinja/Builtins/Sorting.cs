using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Sorting, grouping, smallest and largest: stable, and without regard to case unless asked.</summary>
internal static class Sorting
{
    /// <summary>An item's sort key: its attribute, lower case unless case matters.</summary>
    internal static Value Key(RenderState state, Value item, AttributePath path, bool caseSensitive)
    {
        var key = path.Get(state, item);
        return Fold(state, key, caseSensitive);
    }

    internal static Value Sort(RenderState state, ReadOnlySpan<Value> a)
    {
        var items = Iteration.ToList(state, a[0]);
        var caseSensitive = Arg.Flag(a[2]);
        // Jinja takes several attributes, separated by commas.
        var paths = a[3].IsString ? Array.ConvertAll(a[3].String.Split(','), static p => new AttributePath(Value.Of(p))) : [new AttributePath(a[3])];
        var keyed = items.ConvertAll(item => (Array.ConvertAll(paths, p => Key(state, item, p, caseSensitive)), item));
        return List(Stable(keyed, (x, y) => Compare(state, x, y, true), Arg.IntegerFlag(a[1])));
    }

    internal static Value Dict(RenderState state, ReadOnlySpan<Value> a)
    {
        var by = a[2].IsString ? a[2].String : "";
        if (by is not ("key" or "value"))
        {
            throw RuntimeFault.Runtime("You can only sort by either \"key\" or \"value\"");
        }

        if (a[0].Ref is not DictValue dict)
        {
            throw a[0].Ref is UndefinedValue undefined ? undefined.Fault() : RuntimeFault.Type($"'{Types.Name(a[0])}' object has no attribute 'items'");
        }

        var caseSensitive = Arg.Flag(a[1]);
        var keyed = new List<(Value[], Value)>();
        foreach (var entry in dict.Entries)
        {
            state.Step();
            keyed.Add(([Fold(state, by == "key" ? entry.Key : entry.Value, caseSensitive)], Value.Of(new TupleValue(entry.Key, entry.Value))));
        }

        return List(Stable(keyed, (x, y) => Compare(state, x, y, false), Arg.IntegerFlag(a[3])));
    }

    internal static Value Extreme(RenderState state, ReadOnlySpan<Value> a, string symbol)
    {
        var (caseSensitive, path) = (Arg.Flag(a[1]), new AttributePath(a[2]));
        var walk = Iteration.Of(state, a[0]);
        if (!walk.Next(out var best))
        {
            return state.UndefinedHint("No aggregated item, sequence was empty.");
        }

        var bestKey = Key(state, best, path, caseSensitive);
        while (walk.Next(out var item))
        {
            state.Step();
            var key = Key(state, item, path, caseSensitive);
            if (Comparison.Compare(key, bestKey, symbol, state) == (symbol == "<" ? -1 : 1))
            {
                (best, bestKey) = (item, key);
            }
        }

        return best;
    }

    internal static Value Group(RenderState state, ReadOnlySpan<Value> a)
    {
        var items = Iteration.ToList(state, a[0]);
        var (path, fallback, caseSensitive) = (new AttributePath(a[1]), a[2], Arg.Flag(a[3]));
        var keyed = items.ConvertAll(item => (new[] { Fold(state, path.Get(state, item, fallback), caseSensitive) }, item));
        var sorted = StableKeyed(keyed, (x, y) => Compare(state, x, y, false), false);
        var groups = new List<Value>();
        for (var i = 0; i < sorted.Count;)
        {
            var end = i + 1;
            while (end < sorted.Count && Comparison.Equal(sorted[i].Keys[0], sorted[end].Keys[0], state))
            {
                end++;
            }

            var members = sorted.GetRange(i, end - i).ConvertAll(static m => m.Item);
            // Without regard to case, the group is named as its first member spells it.
            var grouper = caseSensitive ? sorted[i].Keys[0] : path.Get(state, members[0], fallback);
            groups.Add(Value.Of(new GroupValue(grouper, Value.Of(new ListValue([.. members])))));
            i = end;
        }

        state.BuildList(items.Count);
        return List(groups);
    }

    private static Value List(List<Value> items) => Value.Of(new ListValue([.. items]));

    private static Value Fold(RenderState state, Value key, bool caseSensitive)
    {
        if (!key.IsString || caseSensitive)
        {
            return key;
        }

        state.Handle(key.String.Length);
        return Value.Text(TextCase.Lower(key.String), key.IsMarkup);
    }

    // The sort filter compares lists of keys, which Python first asks whether they are equal.
    private static int Compare(RenderState state, Value[] a, Value[] b, bool areLists)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (areLists && Comparison.Equal(a[i], b[i], state))
            {
                continue;
            }

            var order = Comparison.Compare(a[i], b[i], "<", state);
            if (order != 0)
            {
                // Python's sort asks "less than" only, so NaN is neither before nor after another.
                return order == 2 ? 0 : order;
            }
        }

        return 0;
    }

    private static List<Value> Stable(List<(Value[] Keys, Value Item)> items, Comparison<Value[]> compare, bool reverse) =>
        StableKeyed(items, compare, reverse).ConvertAll(static i => i.Item);

    private static List<(Value[] Keys, Value Item)> StableKeyed(List<(Value[] Keys, Value Item)> items, Comparison<Value[]> compare, bool reverse) =>
        // Python's sort is stable, in reverse too: equal items keep their order.
        MergeSort.Sort(items, reverse ? (x, y) => compare(y.Keys, x.Keys) : (x, y) => compare(x.Keys, y.Keys));
}
