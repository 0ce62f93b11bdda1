using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Walking and measuring values.</summary>
internal static class Iteration
{
    internal static ItemWalk Of(RenderState state, Value value) => value.Ref switch
    {
        ListValue list => new(list),
        // The characters of Markup are plain strings: only indexing and slicing keep the mark.
        string text => new(new TextIterator(text)),
        HeapValue heap when heap.Iterate(state) is { } items => new(items),
        _ => throw RuntimeFault.Type($"'{Types.Name(value)}' object is not iterable"),
    };

    internal static bool IsIterable(RenderState state, Value value) =>
        value.IsString || (value.Kind is not (ValueKind.Missing or ValueKind.None or ValueKind.Bool or ValueKind.Int or ValueKind.BigInt or ValueKind.Float)
        && value.Heap.Iterate(state) is not null);

    /// <summary>All elements, counted against the limits.</summary>
    internal static List<Value> ToList(RenderState state, Value value)
    {
        if (value.Ref is ListValue or TupleValue)
        {
            var items = Slices.Items(value);
            state.BuildList(items.Length);
            return [.. items];
        }

        var list = new List<Value>();
        var walk = Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            list.Add(item);
            if (list.Count > state.Limits.MaxListLength)
            {
                state.BuildList(list.Count);
            }
        }

        state.Create(list.Count * 16L);
        return list;
    }

    /// <summary>Python's <c>len</c>.</summary>
    internal static int Length(RenderState state, Value value)
    {
        if (value.Ref is string text)
        {
            state.Scan(text.Length);
            return Slices.Length(text);
        }

        var count = value.Ref is HeapValue heap ? heap.Count : -1;
        return count >= 0 ? count : throw RuntimeFault.Type($"object of type '{Types.Name(value)}' has no len()");
    }

    private sealed class TextIterator(string text) : ValueIterator
    {
        private int _next;

        internal override bool Next(out Value value)
        {
            if (_next >= text.Length)
            {
                value = default;
                return false;
            }

            var length = Slices.CharLength(text, _next);
            value = Value.Of(text.Substring(_next, length));
            _next += length;
            return true;
        }
    }
}
