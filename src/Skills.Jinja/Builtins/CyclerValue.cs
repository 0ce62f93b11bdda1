using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>What <c>cycler()</c> gives.</summary>
internal sealed class CyclerValue : HeapValue
{
    private readonly Value[] _items;
    private int _next;

    internal CyclerValue(Value[] items)
        : base(ValueKind.Other) => _items = items.Length > 0 ? items : throw RuntimeFault.Value("at least one item has to be provided");

    internal override string TypeName => "Cycler";

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = name switch
        {
            "current" => _items[_next],
            "next" => Value.Of(new BuiltinValue(new("next", "self", (_, _) => Step()), Value.Of(this))),
            "reset" => Value.Of(new BuiltinValue(new("reset", "self", (_, _) => Reset()), Value.Of(this))),
            "items" => Value.Of(new TupleValue(_items)),
            "pos" => Value.Of((long)_next),
            _ => default,
        };
        return !value.IsMissing;
    }

    private Value Step()
    {
        var item = _items[_next];
        _next = (_next + 1) % _items.Length;
        return item;
    }

    private Value Reset()
    {
        _next = 0;
        return Value.None;
    }
}
