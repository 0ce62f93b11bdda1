namespace Skills.Jinja.Values;

/// <summary>A Python set given by the host.</summary>
internal sealed class SetValue(DictValue items) : HeapValue(ValueKind.Set)
{
    internal override string TypeName => "set";

    internal override int Count => items.Count;

    internal override bool Truthy => items.Count > 0;

    internal DictValue Items => items;

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) =>
        state.Functions.TryBind(Value.Of(this), name, out value);

    internal bool Contains(RenderState? state, Value value) => items.TryGet(state, value, out _);

    internal override ValueIterator Iterate(RenderState state) => items.Iterate(state);

    internal override void WriteRepr(ReprWriter writer)
    {
        if (items.Count == 0)
        {
            writer.Append("set()");
            return;
        }

        var all = new List<Value>();
        foreach (var entry in items.Entries)
        {
            all.Add(entry.Key);
        }

        writer.Sequence(this, '{', '}', all.ToArray());
    }
}
