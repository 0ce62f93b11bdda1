using System.Globalization;
using System.Numerics;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Arithmetic with decimals: 28 digits, halves to even, as Python's <see href="https://docs.python.org/3/library/decimal.html">decimal</see> by default.</summary>
/// <remarks>Python refuses a decimal with a float. Here the float is taken as the decimal it prints as, so that <c>price * 1.2</c> works.</remarks>
internal static class DecimalMath
{
    private const int MaxPower = 1000;

    /// <summary>Whether one of two numbers is a decimal.</summary>
    internal static bool Applies(Value a, Value b) => (a.IsDecimal && (b.IsDecimal || b.IsNumber)) || (b.IsDecimal && a.IsNumber);

    internal static Value Add(Value a, Value b) => Calculate(a, b, static (x, y) => x + y, static (x, y) => x + y);

    internal static Value Subtract(Value a, Value b) => Calculate(a, b, static (x, y) => x - y, static (x, y) => x - y);

    internal static Value Multiply(Value a, Value b) => Calculate(a, b, static (x, y) => x * y, static (x, y) => x * y);

    internal static Value Divide(Value a, Value b) => Calculate(a, NotZero(b), static (x, y) => x / y, static (x, y) => x / y);

    // Unlike for ints and floats, Python's decimals divide toward zero.
    internal static Value FloorDivide(Value a, Value b) => Calculate(a, NotZero(b), static (x, y) => decimal.Truncate(x / y), static (x, y) => Math.Truncate(x / y));

    internal static Value Modulo(Value a, Value b) => Calculate(a, NotZero(b), static (x, y) => x % y, static (x, y) => x % y);

    internal static Value Power(Value a, Value b) => b.IsIntegral && b.Big >= 0 && b.Big <= MaxPower
        ? Calculate(a, b, static (x, y) => Raise(x, (int)y), Math.Pow)
        : Value.Of(Math.Pow(Arithmetic.Float(a), Arithmetic.Float(b)));

    /// <summary>The order of two numbers of which one is a decimal; 2 for not-a-number.</summary>
    internal static int Compare(Value a, Value b)
    {
        if (!a.IsFloat && !b.IsFloat && TryRead(a, out var x) && TryRead(b, out var y))
        {
            return x.CompareTo(y);
        }

        var (left, right) = (Arithmetic.Float(a), Arithmetic.Float(b));
        return double.IsNaN(left) || double.IsNaN(right) ? 2 : left.CompareTo(right);
    }

    /// <summary>Digits behind the point, halves to even; the number is not negative.</summary>
    internal static string Fixed(decimal number, int digits)
    {
        var rounded = digits < 28 ? decimal.Round(number, digits, MidpointRounding.ToEven) : number;
        return rounded.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    // By squaring: ten products instead of a thousand.
    private static decimal Raise(decimal number, int power)
    {
        var product = decimal.One;
        for (var square = number; power > 0; power >>= 1)
        {
            product = (power & 1) == 0 ? product : product * square;
            square = power > 1 ? square * square : square;
        }

        return product;
    }

    private static Value Calculate(Value a, Value b, Func<decimal, decimal, decimal> exact, Func<double, double, double> otherwise)
    {
        if (!TryRead(a, out var x) || !TryRead(b, out var y))
        {
            return Value.Of(otherwise(Arithmetic.Float(a), Arithmetic.Float(b)));
        }

        try
        {
            return Value.Of(new DecimalValue(exact(x, y)));
        }
        catch (OverflowException)
        {
            throw RuntimeFault.Value("A decimal grew over 28 digits.");
        }
    }

    private static Value NotZero(Value value) => TryRead(value, out var number) && number == 0
        ? throw new RuntimeFault(JinjaErrorKind.Arithmetic, "division by zero")
        : value;

    private static bool TryRead(Value value, out decimal number)
    {
        if (value.Ref is DecimalValue exact)
        {
            number = exact.Number;
            return true;
        }

        if (value.IsFloat)
        {
            return decimal.TryParse(value.Double.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        }

        var fits = BigInteger.Abs(value.Big) <= new BigInteger(decimal.MaxValue);
        number = fits ? (decimal)value.Big : 0;
        return fits;
    }
}
