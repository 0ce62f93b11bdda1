namespace Skills.Jinja.Values;

/// <summary>A one-pass iterator, as Python's generators: always true, without length.</summary>
internal sealed class GeneratorValue(IEnumerator<Value> items, string typeName = "generator") : HeapValue(ValueKind.Iterator)
{
    internal override string TypeName => typeName;

    internal static Value Of(IEnumerable<Value> items) => Value.Of(new GeneratorValue(items.GetEnumerator()));

    internal override ValueIterator Iterate(RenderState state) => new Walker(items);

    private sealed class Walker(IEnumerator<Value> items) : ValueIterator
    {
        internal override bool Next(out Value value)
        {
            var more = items.MoveNext();
            value = more ? items.Current : default;
            return more;
        }
    }
}
