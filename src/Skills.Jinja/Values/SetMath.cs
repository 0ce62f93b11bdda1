namespace Skills.Jinja.Values;

/// <summary>Differences and order of sets, and of the views of a dict that Python treats as sets.</summary>
internal static class SetMath
{
    /// <summary>Whether a value is a set, or a view that acts as one.</summary>
    internal static bool IsSet(Value value) => value.Kind == ValueKind.Set || IsView(value);

    /// <summary>The order of two sets: a part is less than the whole. Sets of which neither is a part of the other have no order: 2.</summary>
    internal static int Compare(RenderState state, Value a, Value b)
    {
        var difference = a.Heap.Count.CompareTo(b.Heap.Count);
        var (small, large) = difference > 0 ? (b, a) : (a, b);
        foreach (var item in Iteration.ToList(state, small))
        {
            if (!Containment.Contains(state, large, item))
            {
                return 2;
            }
        }

        return difference;
    }

    /// <summary><c>set - set</c>, and a difference of iterables of which one is a view; missing for others.</summary>
    internal static Value Subtract(RenderState state, Value a, Value b)
    {
        // A view takes any iterable on the other side, a set takes only a set.
        if (!IsView(a) && !IsView(b) && !(a.Kind == ValueKind.Set && b.Kind == ValueKind.Set))
        {
            return default;
        }

        var rest = new DictValue();
        foreach (var item in Iteration.ToList(state, a))
        {
            rest.Set(state, item, Value.None);
        }

        foreach (var item in Iteration.ToList(state, b))
        {
            rest.Remove(state, item, out _);
        }

        return Value.Of(new SetValue(rest));
    }

    private static bool IsView(Value value) => value.Ref is DictViewValue { View: not DictView.Values };
}
