using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Python's slices, and strings as sequences of code points.</summary>
internal static class Slices
{
    internal static ReadOnlySpan<Value> Items(Value value) => value.Ref is ListValue list ? list.Items : ((TupleValue)value.Heap).Items;

    internal static Value Slice(RenderState state, Value value, Value start, Value stop, Value step)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return SliceText(state, value, start, stop, step);
            case ValueKind.List or ValueKind.Tuple:
                var items = Items(value);
                var (from, count, by) = Bounds(items.Length, start, stop, step);
                state.BuildList(count);
                var taken = new Value[count];
                for (var i = 0; i < count; i++)
                {
                    taken[i] = items[(int)(from + (i * by))];
                }

                return value.Kind == ValueKind.List ? Value.Of(new ListValue(taken)) : Value.Of(new TupleValue(taken));
            case ValueKind.Range:
                var range = (RangeValue)value.Heap;
                var (first, length, stride) = Bounds(range.Count, start, stop, step);
                var begin = range.Start + (first * range.Step);
                var beyond = End(range.Count, stop, stride);
                return Value.Of(new RangeValue(begin, range.Start + (beyond * range.Step), range.Step * stride, (int)length));
            case ValueKind.Undefined when ((UndefinedValue)value.Heap).Mode == JinjaUndefined.Chainable:
                return value;
            case ValueKind.Undefined:
                throw ((UndefinedValue)value.Heap).Fault();
            case ValueKind.Dict:
                throw RuntimeFault.Type("unhashable type: 'slice'");
            default:
                throw RuntimeFault.Type($"'{Types.Name(value)}' object is not subscriptable");
        }
    }

    /// <summary>Length of a string in code points.</summary>
    internal static int Length(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        var rest = text;
        // Python counts code points; a lone surrogate is one too.
        for (int at; (at = rest.IndexOfAnyInRange('\uD800', '\uDBFF')) >= 0; rest = rest[(at + 1)..])
        {
            if (at + 1 < rest.Length && char.IsLowSurrogate(rest[at + 1]))
            {
                pairs++;
            }
        }

        return text.Length - pairs;
    }

    internal static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDBFF') >= 0;

    /// <summary>Offset of a code point in UTF-16.</summary>
    internal static int Offset(ReadOnlySpan<char> text, int index)
    {
        var i = 0;
        for (; index > 0 && i < text.Length; index--)
        {
            i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
        }

        return i;
    }

    /// <summary>Number of code points before an offset.</summary>
    internal static int Index(string text, int offset) => Length(text.AsSpan(0, offset));

    /// <summary>The code point at an index. Only the text between the index and the nearer end is looked at.</summary>
    internal static bool TryCharAt(RenderState state, string text, long index, out string character)
    {
        character = "";
        if (index >= text.Length || -index > text.Length)
        {
            return false;
        }

        var distance = (int)(index < 0 ? -index : index + 1);
        state.Scan(distance);
        var near = index < 0 ? text.AsSpan(text.Length - distance) : text.AsSpan(0, distance);
        if (near.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            character = near[index < 0 ? 0 : ^1].ToString();
            return true;
        }

        state.Handle(text.Length);
        if (!Indexing.TryPlace(index, Length(text), out var place))
        {
            return false;
        }

        var offset = Offset(text, place);
        character = text.Substring(offset, CharLength(text, offset));
        return true;
    }

    internal static int CharLength(string text, int offset) =>
        char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length && char.IsLowSurrogate(text[offset + 1]) ? 2 : 1;

    private static Value SliceText(RenderState state, Value value, Value start, Value stop, Value step)
    {
        var text = value.String;
        state.Scan(text.Length);
        var pairs = HasPairs(text);
        var (from, count, by) = Bounds(pairs ? Length(text) : text.Length, start, stop, step);
        state.BuildString(count);
        if (by == 1)
        {
            var begin = pairs ? Offset(text, (int)from) : (int)from;
            var end = pairs ? begin + Offset(text.AsSpan(begin), (int)count) : begin + (int)count;
            return Value.Text(text[begin..end], value.IsMarkup);
        }

        var offsets = pairs ? Offsets(text) : null;
        var buffer = state.Rent();
        for (var i = 0; i < count; i++)
        {
            var at = (int)(from + (i * by));
            at = offsets is null ? at : offsets[at];
            buffer.Append(text.AsSpan(at, CharLength(text, at)));
        }

        return Value.Text(state.Return(buffer), value.IsMarkup);
    }

    private static int[] Offsets(string text)
    {
        var offsets = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += CharLength(text, i))
        {
            offsets.Add(i);
        }

        return [.. offsets];
    }

    private static (long From, long Count, long By) Bounds(int length, Value start, Value stop, Value step)
    {
        var by = step.IsNone || step.IsMissing ? 1 : Number(step);
        if (by == 0)
        {
            // https://docs.python.org/3/library/stdtypes.html#common-sequence-operations, notes 4 and 5.
            throw RuntimeFault.Value("slice step cannot be zero");
        }

        // Going backwards, the end before the first item is -1, which as a written index would be the last.
        var (low, high) = by > 0 ? (0L, (long)length) : (-1L, length - 1L);
        var from = Clamp(start, by > 0 ? low : high, length, low, high);
        var to = Clamp(stop, by > 0 ? high : low, length, low, high);
        var count = by > 0 ? (to - from + by - 1) / by : (from - to - by - 1) / -by;
        return (from, Math.Max(0, count), by);
    }

    /// <summary>Where a slice of a range stops, clamped to the range as Python prints it.</summary>
    private static long End(int length, Value stop, long by) => by > 0 ? Clamp(stop, length, length, 0, length) : Clamp(stop, -1, length, -1, length - 1L);

    private static long Clamp(Value value, long missing, int length, long low, long high)
    {
        if (value.IsNone || value.IsMissing)
        {
            return missing;
        }

        var number = Number(value);
        return Math.Clamp(number < 0 ? number + length : number, low, high);
    }

    private static long Number(Value value) => value.Kind switch
    {
        // Any index beyond a sequence's end means its end, so the rest of a large one does not matter.
        ValueKind.Int or ValueKind.Bool => Math.Clamp(value.Int, int.MinValue, int.MaxValue),
        ValueKind.BigInt => value.Big.Sign * (long)int.MaxValue,
        _ => throw RuntimeFault.Type("slice indices must be integers or None or have an __index__ method"),
    };
}
