using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods and properties of Python's int and float.</summary>
internal static class NumberMethods
{
    private static readonly FrozenDictionary<string, Builtin> OfInt = Make(
    [
        new("bit_length", "/, self", static (_, a) => Value.Of((long)BigInteger.Abs(a[0].Big).GetBitLength())),
        new("bit_count", "/, self", static (s, a) => Value.Of(BitCount(s, BigInteger.Abs(a[0].Big)))),
        new("conjugate", "/, self", static (_, a) => Value.Of(a[0].Big)),
        new("as_integer_ratio", "/, self", static (_, a) => Value.Of(new TupleValue(Value.Of(a[0].Big), Value.Of(1L)))),
    ]);

    private static readonly FrozenDictionary<string, Builtin> OfFloat = Make(
    [
        new("is_integer", "/, self", static (_, a) => Value.Of(double.IsFinite(a[0].Double) && Math.Floor(a[0].Double) == a[0].Double)),
        new("conjugate", "/, self", static (_, a) => a[0]),
        new("as_integer_ratio", "/, self", static (_, a) => Ratio(a[0].Double)),
        new("hex", "/, self", static (_, a) => Value.Of(Hex(a[0].Double))),
    ]);

    internal static bool TryGet(Value value, string name, out Value found)
    {
        var isFloat = value.IsFloat;
        found = (name, isFloat) switch
        {
            ("real", true) => value,
            ("imag", true) => Value.Of(0.0),
            ("real" or "numerator", false) => Value.Of(value.Big),
            ("imag", false) => Value.Of(0L),
            ("denominator", false) => Value.Of(1L),
            _ => default,
        };
        if (found.IsMissing && (isFloat ? OfFloat : OfInt).TryGetValue(name, out var method))
        {
            found = Value.Of(new BuiltinValue(method, value));
        }

        return !found.IsMissing;
    }

    private static FrozenDictionary<string, Builtin> Make(Builtin[] methods) => methods.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static long BitCount(RenderState state, BigInteger number)
    {
        state.Create(number.GetBitLength() / 8);
        var count = 0L;
        foreach (var b in number.ToByteArray())
        {
            count += BitOperations.PopCount(b);
        }

        return count;
    }

    private static Value Ratio(double number)
    {
        if (!double.IsFinite(number))
        {
            throw RuntimeFault.Value($"cannot convert {(double.IsNaN(number) ? "NaN" : "Infinity")} to integer ratio");
        }

        if (Math.Floor(number) == number)
        {
            return Value.Of(new TupleValue(Value.Of(new BigInteger(number)), Value.Of(1L)));
        }

        // IEEE 754: the mantissa without its zeros at the end, over a power of two. The smallest numbers have no leading one.
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent > 0 ? 1L << 52 : 0);
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        mantissa >>= zeros;
        return Value.Of(new TupleValue(Value.Of(bits < 0 ? -mantissa : mantissa), Value.Of(BigInteger.One << (1075 - Math.Max(1, exponent) - zeros))));
    }

    private static string Hex(double number)
    {
        if (!double.IsFinite(number))
        {
            return Repr.Of(number);
        }

        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var sign = double.IsNegative(number) ? "-" : "";
        if (number == 0)
        {
            return sign + "0x0.0p+0";
        }

        var power = exponent == 0 ? -1022 : exponent - 1023;
        return sign + (exponent == 0 ? "0x0." : "0x1.") + (bits & 0xFFFFFFFFFFFFF).ToString("x13", CultureInfo.InvariantCulture)
            + "p" + (power < 0 ? "-" : "+") + Math.Abs(power).ToString(CultureInfo.InvariantCulture);
    }
}
