namespace Skills.Jinja.Values;

/// <summary>The tag of a value that fits in the struct.</summary>
internal sealed class Scalar(ValueKind kind, string typeName) : HeapValue(kind)
{
    internal static readonly Scalar None = new(ValueKind.None, "NoneType");
    internal static readonly Scalar Bool = new(ValueKind.Bool, "bool");
    internal static readonly Scalar Int = new(ValueKind.Int, "int");
    internal static readonly Scalar Float = new(ValueKind.Float, "float");

    internal override string TypeName => typeName;
}
