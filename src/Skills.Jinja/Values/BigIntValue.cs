using System.Numerics;

namespace Skills.Jinja.Values;

/// <summary>An int that does not fit in 64 bits.</summary>
internal sealed class BigIntValue(BigInteger number) : HeapValue(ValueKind.BigInt)
{
    internal BigInteger Number { get; } = number;

    internal override string TypeName => "int";
}
