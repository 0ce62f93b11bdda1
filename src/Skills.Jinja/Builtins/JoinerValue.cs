using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>What <c>joiner()</c> gives: nothing at its first call, then its separator.</summary>
internal sealed class JoinerValue(Value separator) : HeapValue(ValueKind.Other)
{
    private bool _used;

    internal override string TypeName => "Joiner";

    internal override bool IsCallable => true;

    internal override Value Call(RenderState state, CallArguments arguments)
    {
        var first = !_used;
        _used = true;
        return first ? Value.EmptyString : separator;
    }

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = name switch
        {
            "sep" => separator,
            "used" => Value.Of(_used),
            _ => default,
        };
        return !value.IsMissing;
    }
}
