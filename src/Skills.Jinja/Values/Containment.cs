using Skills.Jinja.Text;

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
                    ? TextSearch.IndexOf(state, container.String, item.String) >= 0
                    : throw RuntimeFault.Type($"'in <string>' requires string as left operand, not {Types.Name(item)}");
            case ValueKind.Dict:
                return ((DictValue)container.Heap).TryGet(state, item, out _);
            case ValueKind.Set:
                return ((SetValue)container.Heap).Contains(state, item);
            case ValueKind.View when ((DictViewValue)container.Heap) is { View: DictView.Keys } keys:
                return keys.Dict.TryGet(state, item, out _);
            case ValueKind.Range when item.IsInt || item.IsBool:
                var range = (RangeValue)container.Heap;
                var offset = item.Int - range.Start;
                // A range is not walked, as in Python: https://docs.python.org/3/library/stdtypes.html#range.
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
                if (item.IsNone ? other.IsNone : other.IsString && Comparison.SameText(state, other.String, item.String))
                {
                    return true;
                }
            }
            // Python's "in" holds for the same object before it compares, which matters for NaN.
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
            state.Step();
            if (Comparison.Same(item, other) || Comparison.Equal(item, other, state))
            {
                return true;
            }
        }

        return false;
    }
}
