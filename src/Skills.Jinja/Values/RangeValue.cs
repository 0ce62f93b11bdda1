namespace Skills.Jinja.Values;

/// <summary>Python's <c>range</c>. <paramref name="count"/> is computed by the maker.</summary>
internal sealed class RangeValue(long start, long stop, long step, int count) : HeapValue(ValueKind.Range)
{
    internal override string TypeName => "range";

    internal override int Count => count;

    internal override bool Truthy => count > 0;

    internal long Start => start;

    internal long Step => step;

    internal Value At(int index) => Value.Of(start + (index * step));

    internal override ValueIterator Iterate(RenderState state) => new Walker(this);

    internal override void WriteRepr(ReprWriter writer) =>
        writer.Append(step == 1 ? FormattableString.Invariant($"range({start}, {stop})") : FormattableString.Invariant($"range({start}, {stop}, {step})"));

    internal override bool TryGetItem(RenderState state, Value key, out Value value)
    {
        if ((key.IsInt || key.IsBool) && Indexing.TryPlace(key.Int, count, out var index))
        {
            value = At(index);
            return true;
        }

        value = default;
        return false;
    }

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = name switch
        {
            "start" => Value.Of(start),
            "stop" => Value.Of(stop),
            "step" => Value.Of(step),
            _ => default,
        };
        return !value.IsMissing || state.Functions.TryBind(Value.Of(this), name, out value);
    }

    public override bool Equals(object? obj) =>
        // https://docs.python.org/3/library/stdtypes.html#range: equal when they give the same numbers.
        obj is RangeValue other && other.Count == count && (count == 0 || (other.Start == start && (count == 1 || other.Step == step)));

    public override int GetHashCode() => HashCode.Combine(count, count == 0 ? 0 : start);

    private sealed class Walker(RangeValue range) : ValueIterator
    {
        private int _next;

        internal override bool Next(out Value value)
        {
            if (_next < range.Count)
            {
                value = range.At(_next++);
                return true;
            }

            value = default;
            return false;
        }
    }
}
