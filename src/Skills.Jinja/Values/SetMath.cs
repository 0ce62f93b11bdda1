namespace Skills.Jinja.Values;

/// <summary>Differences of sets, and of the views of a dict that Python treats as sets.</summary>
internal static class SetMath
{
    /// <summary><c>set - set</c>, and <c>keys - iterable</c>; missing for others.</summary>
    internal static Value Subtract(RenderState state, Value a, Value b)
    {
        var isView = a.Ref is DictViewValue { View: not DictView.Values };
        if (!(isView && Iteration.IsIterable(state, b)) && !(a.Kind == ValueKind.Set && b.Kind == ValueKind.Set))
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
}
