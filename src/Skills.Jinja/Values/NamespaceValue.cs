namespace Skills.Jinja.Values;

/// <summary>What <c>namespace()</c> gives: attributes that templates may set, from any scope.</summary>
internal sealed class NamespaceValue(DictValue items) : HeapValue(ValueKind.Namespace)
{
    internal DictValue Items => items;

    internal override string TypeName => "Namespace";

    internal override string Description => "jinja2.utils.Namespace object";

    internal override void WriteRepr(ReprWriter writer)
    {
        writer.Append("<Namespace ");
        writer.Dict(items);
        writer.Append(">");
    }

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) => items.TryGetString(name, null, out value);

    internal override bool TryGetItem(RenderState state, Value key, out Value value)
    {
        value = default;
        return false;
    }
}
