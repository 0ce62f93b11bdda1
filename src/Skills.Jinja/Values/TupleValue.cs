namespace Skills.Jinja.Values;

/// <summary>A Python tuple.</summary>
internal class TupleValue(params Value[] items) : HeapValue(ValueKind.Tuple)
{
    internal Value[] Items => items;

    internal override string TypeName => "tuple";

    internal override int Count => items.Length;

    internal override bool Truthy => items.Length > 0;

    internal override ValueIterator Iterate(RenderState state) => new ArrayIterator(items);

    internal override void WriteRepr(ReprWriter writer) => writer.Sequence(this, '(', ')', items);

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) =>
        state.Functions.TryBind(Value.Of(this), name, out value);

    internal override bool TryGetItem(RenderState state, Value key, out Value value) => Indexing.TryGet(items, key, out value);
}
