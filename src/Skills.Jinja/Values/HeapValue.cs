using System.Numerics;
using Skills.Jinja.Rendering;

namespace Skills.Jinja.Values;

/// <summary>Everything that is no string: containers, functions, and the tags of the scalars.</summary>
internal abstract class HeapValue(ValueKind kind)
{
    internal ValueKind Kind { get; } = kind;

    /// <summary>The name Python gives the type.</summary>
    internal abstract string TypeName { get; }

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

/// <summary>The tag of a value that fits in the struct.</summary>
internal sealed class Scalar(ValueKind kind, string typeName) : HeapValue(kind)
{
    internal static readonly Scalar None = new(ValueKind.None, "NoneType");
    internal static readonly Scalar Bool = new(ValueKind.Bool, "bool");
    internal static readonly Scalar Int = new(ValueKind.Int, "int");
    internal static readonly Scalar Float = new(ValueKind.Float, "float");

    internal override string TypeName => typeName;
}

/// <summary>An int that does not fit in 64 bits.</summary>
internal sealed class BigIntValue(BigInteger number) : HeapValue(ValueKind.BigInt)
{
    internal BigInteger Number { get; } = number;

    internal override string TypeName => "int";
}

/// <summary>Walks a value's elements once.</summary>
internal abstract class ValueIterator
{
    internal abstract bool Next(out Value value);
}

/// <summary>The arguments of a call decided at run time.</summary>
internal readonly record struct CallArguments(Value[] Positional, KeyValuePair<string, Value>[] Keywords)
{
    internal static CallArguments Empty => new([], []);
}
