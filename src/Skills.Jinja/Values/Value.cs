using System.Numerics;
using System.Runtime.CompilerServices;

namespace Skills.Jinja.Values;

/// <summary>A Python value in two words: a tag or heap object, and the bits of a number.</summary>
/// <remarks>For strings bit 0 of <see cref="Bits"/> says that the string is Markup. The default value is "not looked up yet".</remarks>
internal readonly struct Value
{
    internal readonly object? Ref;
    internal readonly long Bits;

    private Value(object? reference, long bits)
    {
        Ref = reference;
        Bits = bits;
    }

    /// <summary>A name that was looked up and not found, or not yet set.</summary>
    internal static Value Missing => new(null, 1);

    internal static Value None => new(Scalar.None, 0);

    internal static Value True => new(Scalar.Bool, 1);

    internal static Value False => new(Scalar.Bool, 0);

    internal static Value EmptyString => new("", 0);

    internal ValueKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Ref is string ? ValueKind.String : Ref is null ? ValueKind.Missing : Unsafe.As<HeapValue>(Ref).Kind;
    }

    internal bool IsMissing => Ref is null;

    /// <summary>Never looked up: a name that the context may still know.</summary>
    internal bool IsUnresolved => Ref is null && Bits == 0;

    internal bool IsInt => ReferenceEquals(Ref, Scalar.Int);

    internal bool IsFloat => ReferenceEquals(Ref, Scalar.Float);

    internal bool IsBool => ReferenceEquals(Ref, Scalar.Bool);

    internal bool IsNone => ReferenceEquals(Ref, Scalar.None);

    internal bool IsString => Ref is string;

    internal bool IsMarkup => Ref is string && Bits == 1;

    internal bool IsUndefined => Kind == ValueKind.Undefined;

    /// <summary>An int of any size; bools count, as in Python.</summary>
    internal bool IsIntegral => Kind is ValueKind.Int or ValueKind.Bool or ValueKind.BigInt;

    internal bool IsNumber => Kind is ValueKind.Int or ValueKind.Bool or ValueKind.BigInt or ValueKind.Float;

    internal bool IsDecimal => Kind == ValueKind.Decimal;

    internal string String => Unsafe.As<string>(Ref!);

    internal long Int => Bits;

    internal double Double => BitConverter.Int64BitsToDouble(Bits);

    internal bool Bool => Bits != 0;

    internal HeapValue Heap => Unsafe.As<HeapValue>(Ref!);

    internal BigInteger Big => Ref is BigIntValue big ? big.Number : Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Value Of(string text) => new(text, 0);

    internal static Value Markup(string text) => new(text, 1);

    internal static Value Text(string text, bool markup) => new(text, markup ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Value Of(long number) => new(Scalar.Int, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Value Of(bool value) => new(Scalar.Bool, value ? 1 : 0);

    internal static Value Of(double number) => new(Scalar.Float, BitConverter.DoubleToInt64Bits(number));

    internal static Value Of(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? Of((long)number) : new(new BigIntValue(number), 0);

    internal static Value Of(HeapValue value) => new(value, 0);
}
