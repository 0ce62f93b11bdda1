using Skills.Jinja.Rendering;

namespace Skills.Jinja.Values;

/// <summary>Python's <c>in</c>, and walking and measuring values.</summary>
internal static class Containment
{
    internal static bool Contains(RenderState state, Value container, Value item)
    {
        switch (container.Kind)
        {
            case ValueKind.String:
                if (item.Ref is UndefinedValue missing)
                {
                    throw missing.Mode == JinjaUndefined.Strict ? missing.Fault() : RuntimeFault.Type("'in <string>' requires string as left operand, not Undefined");
                }

                return item.IsString
                    ? container.String.Contains(item.String, StringComparison.Ordinal)
                    : throw RuntimeFault.Type($"'in <string>' requires string as left operand, not {Types.Name(item)}");
            case ValueKind.Dict:
                return ((DictValue)container.Heap).TryGet(item, out _);
            case ValueKind.Set:
                return ((SetValue)container.Heap).Contains(item);
            case ValueKind.View when ((DictViewValue)container.Heap) is { View: DictView.Keys } keys:
                return keys.Dict.TryGet(item, out _);
            case ValueKind.Range when item.IsInt || item.IsBool:
                var range = (RangeValue)container.Heap;
                var offset = item.Int - range.Start;
                return offset % range.Step == 0 && offset / range.Step >= 0 && offset / range.Step < range.Count;
            case ValueKind.List or ValueKind.Tuple:
                return Holds(state, container, item);
            default:
                return Walks(state, container, item);
        }
    }

    private static bool Holds(RenderState state, Value container, Value item)
    {
        var items = Slices.Items(container);
        var simple = item.Kind is ValueKind.String or ValueKind.None;
        for (var i = 0; i < items.Length; i++)
        {
            if ((i & 7) == 0)
            {
                state.Step();
            }

            ref readonly var other = ref items[i];
            if (simple && other.Kind != ValueKind.Undefined)
            {
                if (item.IsNone ? other.IsNone : other.IsString && other.String == item.String)
                {
                    return true;
                }
            }
            else if (item.IsInt && other.IsInt ? item.Int == other.Int : Comparison.Same(item, other) || Comparison.Equal(item, other, state))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Walks(RenderState state, Value container, Value item)
    {
        var items = container.Ref is HeapValue heap ? heap.Iterate(state) : null;
        if (items is null)
        {
            throw RuntimeFault.Type($"argument of type '{Types.Name(container)}' is not iterable");
        }

        while (items.Next(out var other))
        {
            if (Comparison.Same(item, other) || Comparison.Equal(item, other, state))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Walking and measuring values.</summary>
internal static class Iteration
{
    internal static ValueIterator Of(RenderState state, Value value)
    {
        if (value.Ref is string text)
        {
            // The characters of Markup are plain strings: only indexing and slicing keep the mark.
            return new TextIterator(text);
        }

        return (value.Ref as HeapValue)?.Iterate(state) ?? throw RuntimeFault.Type($"'{Types.Name(value)}' object is not iterable");
    }

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
    internal static int Length(Value value)
    {
        if (value.Ref is string text)
        {
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
