using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Attribute arguments of filters: <c>"a.b.0"</c>, or an index.</summary>
internal readonly struct AttributePath
{
    private readonly Value[] _parts;

    internal AttributePath(Value attribute) => _parts = attribute.Kind switch
    {
        ValueKind.None => [],
        ValueKind.String => Split(attribute.String),
        _ => [attribute],
    };

    internal Value Get(RenderState state, Value item, Value fallback = default)
    {
        foreach (var part in _parts)
        {
            item = Access.Item(state, item, part);
            if (!fallback.IsMissing && !fallback.IsNone && item.IsUndefined)
            {
                item = fallback;
            }
        }

        return item;
    }

    private static Value[] Split(string path)
    {
        var parts = path.Split('.');
        var values = new Value[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            values[i] = parts[i].Length > 0 && parts[i].All(char.IsDigit) && long.TryParse(parts[i], out var index) ? Value.Of(index) : Value.Of(parts[i]);
        }

        return values;
    }
}
