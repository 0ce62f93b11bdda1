using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Everything that is no string: containers, functions, and the tags of the scalars.</summary>
internal abstract class HeapValue(ValueKind kind)
{
    internal ValueKind Kind { get; } = kind;

    /// <summary>The name Python gives the type.</summary>
    internal abstract string TypeName { get; }

    /// <summary>What an error calls such an object.</summary>
    internal virtual string Description => TypeName + " object";

    internal virtual bool Truthy => true;

    /// <summary>Number of elements; -1 when the value has no length.</summary>
    internal virtual int Count => -1;

    /// <summary>Walks the elements; null when the value is not iterable.</summary>
    internal virtual ValueIterator? Iterate(RenderState state) => null;

    internal virtual void WriteRepr(ReprWriter writer) => writer.Append($"<{TypeName} object>");

    internal virtual void WriteText(ReprWriter writer) => WriteRepr(writer);

    /// <summary>A Python attribute: method or property. Never an item.</summary>
    internal virtual bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = default;
        return false;
    }

    /// <summary>An item by key or index; false where Python raises a LookupError or TypeError.</summary>
    internal virtual bool TryGetItem(RenderState state, Value key, out Value value)
    {
        value = default;
        return false;
    }

    internal virtual bool IsCallable => false;

    internal virtual Value Call(RenderState state, CallArguments arguments) =>
        throw RuntimeFault.Type($"'{TypeName}' object is not callable");
}
