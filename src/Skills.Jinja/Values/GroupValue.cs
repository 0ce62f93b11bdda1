namespace Skills.Jinja.Values;

/// <summary>A group of <c>groupby</c>: a pair that also has names for its parts.</summary>
internal sealed class GroupValue(Value grouper, Value list) : TupleValue(grouper, list)
{
    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = name switch
        {
            "grouper" => Items[0],
            "list" => Items[1],
            _ => default,
        };
        return !value.IsMissing || base.TryGetAttribute(state, name, out value);
    }
}
