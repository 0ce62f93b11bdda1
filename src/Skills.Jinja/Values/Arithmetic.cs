using System.Numerics;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Python's arithmetic: integers without end, floor division, strings and lists added and repeated.</summary>
internal static class Arithmetic
{
    /// <summary>The size at which integers stop.</summary>
    internal const int MaxBits = 65_536;

    internal static Value Add(RenderState state, Value a, Value b)
    {
        if (a.IsInt && b.IsInt)
        {
            var sum = unchecked(a.Int + b.Int);
            // The sum overflowed when its sign differs from that of both operands.
            return ((a.Int ^ sum) & (b.Int ^ sum)) < 0 ? Value.Of(a.Big + b.Big) : Value.Of(sum);
        }

        if (a.IsString && b.IsString)
        {
            return Concat(state, a, b);
        }

        if (a.IsNumber && b.IsNumber)
        {
            return a.IsFloat || b.IsFloat ? Value.Of(Float(a) + Float(b)) : Value.Of(Sized(state, a.Big + b.Big));
        }

        if (a.Kind == b.Kind && a.Kind is ValueKind.List or ValueKind.Tuple)
        {
            return Join(state, a, b);
        }

        return DecimalMath.Applies(a, b) ? DecimalMath.Add(a, b) : DateMath.Add(a, b) is { IsMissing: false } later ? later : throw CannotAdd(a, b);
    }

    internal static Value Subtract(RenderState state, Value a, Value b)
    {
        if (a.IsInt && b.IsInt)
        {
            var difference = unchecked(a.Int - b.Int);
            return ((a.Int ^ b.Int) & (a.Int ^ difference)) < 0 ? Value.Of(a.Big - b.Big) : Value.Of(difference);
        }

        if (a.IsNumber && b.IsNumber)
        {
            return a.IsFloat || b.IsFloat ? Value.Of(Float(a) - Float(b)) : Value.Of(Sized(state, a.Big - b.Big));
        }

        return DecimalMath.Applies(a, b) ? DecimalMath.Subtract(a, b) : DateMath.Subtract(a, b) is { IsMissing: false } rest ? rest
            : SetMath.Subtract(state, a, b) is { IsMissing: false } others ? others
            : throw Unsupported("-", a, b);
    }

    internal static Value Multiply(RenderState state, Value a, Value b)
    {
        if (a.IsNumber && b.IsNumber)
        {
            if (a.IsFloat || b.IsFloat)
            {
                return Value.Of(Float(a) * Float(b));
            }

            var high = Math.BigMul(a.IsIntegral && a.Ref is not BigIntValue ? a.Int : 0, b.Ref is not BigIntValue ? b.Int : 0, out var low);
            return a.Ref is not BigIntValue && b.Ref is not BigIntValue && high == low >> 63 ? Value.Of(low) : Value.Of(Product(state, a.Big, b.Big));
        }

        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Multiply(a, b);
        }

        if (a.IsIntegral)
        {
            (a, b) = (b, a);
        }

        if (b.IsIntegral && a.Kind is ValueKind.String or ValueKind.List or ValueKind.Tuple)
        {
            return Repeat(state, a, b.Big);
        }

        throw Unsupported("*", a, b);
    }

    internal static Value Divide(RenderState state, Value a, Value b)
    {
        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Divide(a, b);
        }

        Numbers("/", a, b);
        if (IsZero(b))
        {
            throw Zero(a.IsFloat || b.IsFloat ? "float division by zero" : "division by zero");
        }

        if (a.IsFloat || b.IsFloat || (Small(a) && Small(b)))
        {
            return Value.Of(Float(a) / Float(b));
        }

        ChargeProduct(state, a.Big.GetBitLength(), b.Big.GetBitLength());
        return Value.Of(Ratio(a.Big, b.Big));
    }

    internal static Value FloorDivide(RenderState state, Value a, Value b)
    {
        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.FloorDivide(a, b);
        }

        Numbers("//", a, b);
        if (IsZero(b))
        {
            throw Zero(a.IsFloat || b.IsFloat ? "float floor division by zero" : "integer division or modulo by zero");
        }

        if (a.IsFloat || b.IsFloat)
        {
            return Value.Of(FloatDivMod(Float(a), Float(b)).Quotient);
        }

        if (a.Ref is not BigIntValue && b.Ref is not BigIntValue && b.Int != -1)
        {
            var quotient = a.Int / b.Int;
            return Value.Of(quotient - (a.Int % b.Int != 0 && (a.Int < 0) != (b.Int < 0) ? 1 : 0));
        }

        ChargeProduct(state, a.Big.GetBitLength(), b.Big.GetBitLength());
        var big = BigInteger.DivRem(a.Big, b.Big, out var rest);
        return Value.Of(big - (!rest.IsZero && rest.Sign != b.Big.Sign ? 1 : 0));
    }

    internal static Value Modulo(RenderState state, Value a, Value b)
    {
        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Modulo(a, b);
        }

        Numbers("%", a, b);
        if (IsZero(b))
        {
            throw Zero(a.IsFloat || b.IsFloat ? "float modulo" : "integer division or modulo by zero");
        }

        if (a.IsFloat || b.IsFloat)
        {
            return Value.Of(FloatDivMod(Float(a), Float(b)).Remainder);
        }

        if (a.Ref is not BigIntValue && b.Ref is not BigIntValue)
        {
            var rest = b.Int == -1 ? 0 : a.Int % b.Int;
            return Value.Of(rest != 0 && (rest < 0) != (b.Int < 0) ? rest + b.Int : rest);
        }

        ChargeProduct(state, a.Big.GetBitLength(), b.Big.GetBitLength());
        var remainder = BigInteger.Remainder(a.Big, b.Big);
        return Value.Of(!remainder.IsZero && remainder.Sign != b.Big.Sign ? remainder + b.Big : remainder);
    }

    internal static Value Power(RenderState state, Value a, Value b)
    {
        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Power(a, b);
        }

        Numbers("** or pow()", a, b);
        if (!a.IsFloat && !b.IsFloat && b.Big.Sign >= 0)
        {
            return Value.Of(IntegerPower(state, a.Big, b.Big));
        }

        var (x, y) = (Float(a), Float(b));
        if (x == 0 && y < 0)
        {
            throw Zero("0.0 cannot be raised to a negative power");
        }

        var power = Math.Pow(x, y);
        if (double.IsNaN(power) && !double.IsNaN(x) && !double.IsNaN(y))
        {
            throw RuntimeFault.Type("a negative number to a fractional power would be complex");
        }

        return double.IsInfinity(power) && double.IsFinite(x) && double.IsFinite(y)
            ? throw RuntimeFault.Value("(34, 'Numerical result out of range')")
            : Value.Of(power);
    }

    internal static Value Negate(Value a) => a.Kind switch
    {
        ValueKind.Int or ValueKind.Bool when a.Int != long.MinValue => Value.Of(-a.Int),
        ValueKind.Int or ValueKind.BigInt => Value.Of(-a.Big),
        ValueKind.Float => Value.Of(-a.Double),
        ValueKind.Decimal => Value.Of(new DecimalValue(-((DecimalValue)a.Heap).Number)),
        ValueKind.Duration => Value.Of(new DurationValue(-((DurationValue)a.Heap).Span)),
        _ => throw Unary("-", a),
    };

    internal static Value Plus(Value a) => a.Kind switch
    {
        ValueKind.Bool => Value.Of(a.Int),
        ValueKind.Int or ValueKind.BigInt or ValueKind.Float or ValueKind.Decimal or ValueKind.Duration => a,
        _ => throw Unary("+", a),
    };

    /// <summary>A number as a float; fails for an int too large, as Python.</summary>
    internal static double Float(Value value)
    {
        if (value.IsFloat)
        {
            return value.Double;
        }

        if (value.Ref is DecimalValue exact)
        {
            return (double)exact.Number;
        }

        if (value.Ref is not BigIntValue big)
        {
            return value.Int;
        }

        var number = (double)big.Number;
        return double.IsInfinity(number) ? throw RuntimeFault.Value("int too large to convert to float") : Rounded(big.Number);
    }

    private static Value Concat(RenderState state, Value a, Value b)
    {
        var (x, y) = (a.String, b.String);
        if (a.IsMarkup || b.IsMarkup)
        {
            x = a.IsMarkup ? x : state.Escape(x);
            y = b.IsMarkup ? y : state.Escape(y);
        }

        state.BuildString((long)x.Length + y.Length);
        return Value.Text(string.Concat(x, y), a.IsMarkup || b.IsMarkup);
    }

    private static Value Join(RenderState state, Value a, Value b)
    {
        var x = Slices.Items(a);
        var y = Slices.Items(b);
        state.BuildList((long)x.Length + y.Length);
        Value[] items = [.. x, .. y];
        return a.Kind == ValueKind.List ? Value.Of(new ListValue(items)) : Value.Of(new TupleValue(items));
    }

    private static Value Repeat(RenderState state, Value a, BigInteger count)
    {
        if (count < long.MinValue || count > long.MaxValue)
        {
            throw RuntimeFault.Value("cannot fit 'int' into an index-sized integer");
        }

        var times = count.Sign <= 0 ? 0 : count > int.MaxValue ? int.MaxValue : (int)count;
        if (a.IsString)
        {
            state.BuildString((long)a.String.Length * times);
            return Value.Text(a.String.Length == 0 ? "" : string.Create(a.String.Length * times, a.String, static (span, text) =>
            {
                for (var i = 0; i < span.Length; i += text.Length)
                {
                    text.CopyTo(span[i..]);
                }
            }), a.IsMarkup);
        }

        var items = Slices.Items(a);
        state.BuildList((long)items.Length * times);
        var all = new Value[items.Length * times];
        for (var i = 0; i < all.Length; i += items.Length)
        {
            items.CopyTo(all.AsSpan(i));
        }

        return a.Kind == ValueKind.List ? Value.Of(new ListValue(all)) : Value.Of(new TupleValue(all));
    }

    private static BigInteger Sized(RenderState state, BigInteger number)
    {
        var bits = number.GetBitLength();
        state.Create(bits / 8);
        return bits > MaxBits ? throw TooBig() : number;
    }

    // Bits are checked before the product is made: it has as many as both together, or one less.
    private static BigInteger Product(RenderState state, BigInteger a, BigInteger b)
    {
        ChargeProduct(state, a.GetBitLength(), b.GetBitLength());
        return a.GetBitLength() + b.GetBitLength() - 1 > MaxBits ? throw TooBig() : Sized(state, a * b);
    }

    // Multiplication and division of long integers take time by the product of their lengths, and at least by the longer one.
    private static void ChargeProduct(RenderState state, long bits, long otherBits)
    {
        state.Create((bits + otherBits) / 8);
        state.Step((bits * otherBits / (64 * 64 * 32)) + ((bits + otherBits) / 1024));
    }

    private static BigInteger IntegerPower(RenderState state, BigInteger x, BigInteger y)
    {
        if (x.IsOne || x.IsZero || x == BigInteger.MinusOne)
        {
            return y.IsZero || x.IsOne ? BigInteger.One : x.IsZero || !y.IsEven ? x : BigInteger.One;
        }

        // The logarithm says how long the result will be, but for rounding; the length is checked again once it is known.
        var bits = (double)y * BigInteger.Log(BigInteger.Abs(x), 2);
        if (bits > MaxBits + 1)
        {
            throw TooBig();
        }

        ChargeProduct(state, (long)bits, (long)bits);
        return Sized(state, BigInteger.Pow(x, (int)y));
    }

    /// <summary>An integer's digits. Making them takes time by the square of their number.</summary>
    internal static string Digits(RenderState state, BigInteger number)
    {
        var bits = number.GetBitLength();
        state.Step(bits * bits / (64 * 64 * 32));
        return Repr.Of(number);
    }

    internal static RuntimeFault TooBig() => RuntimeFault.Limit($"An integer grew over {MaxBits} bits.");

    private static bool Small(Value value) => value.Ref is not BigIntValue && value.Int is > -(1L << 53) and < 1L << 53;

    private static bool IsZero(Value value) => value.IsFloat ? value.Double == 0 : value.Ref is not BigIntValue && value.Int == 0;

    private static void Numbers(string symbol, Value a, Value b)
    {
        if (!a.IsNumber || !b.IsNumber)
        {
            throw Unsupported(symbol, a, b);
        }
    }

    private static (double Quotient, double Remainder) FloatDivMod(double x, double y)
    {
        var rest = x % y;
        var quotient = (x - rest) / y;
        if (rest != 0)
        {
            if ((y < 0) != (rest < 0))
            {
                rest += y;
                quotient -= 1;
            }
        }
        else
        {
            rest = Math.CopySign(0, y);
        }

        if (quotient == 0)
        {
            return (Math.CopySign(0, x / y), rest);
        }

        var floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, rest);
    }

    /// <summary>The nearest double of an integer, ties to even.</summary>
    private static double Rounded(BigInteger number) => Ratio(number, BigInteger.One);

    /// <summary>The double nearest to a quotient of integers.</summary>
    private static double Ratio(BigInteger a, BigInteger b)
    {
        var negative = a.Sign * b.Sign < 0;
        (a, b) = (BigInteger.Abs(a), BigInteger.Abs(b));
        if (a.IsZero)
        {
            return 0;
        }

        // 66 bits of quotient and a sticky bit decide the rounding to 53.
        var shift = 66 - (int)(a.GetBitLength() - b.GetBitLength());
        var quotient = BigInteger.DivRem(shift > 0 ? a << shift : a, shift < 0 ? b << -shift : b, out var rest);
        var extra = (int)quotient.GetBitLength() - 53;
        var low = quotient & ((BigInteger.One << extra) - 1);
        var half = BigInteger.One << (extra - 1);
        var mantissa = quotient >> extra;
        if (low > half || (low == half && (!rest.IsZero || !mantissa.IsEven)))
        {
            mantissa += 1;
        }

        var result = Math.ScaleB((double)mantissa, extra - shift);
        return double.IsInfinity(result)
            ? throw RuntimeFault.Value("integer division result too large for a float")
            : negative ? -result : result;
    }

    // Python's sequences say what they can be added to.
    private static RuntimeFault CannotAdd(Value a, Value b) => a.Kind is ValueKind.String or ValueKind.List or ValueKind.Tuple && !b.IsUndefined
        ? RuntimeFault.Type($"can only concatenate {Types.Name(a)} (not \"{Types.Name(b)}\") to {Types.Name(a)}")
        : Unsupported("+", a, b);

    private static RuntimeFault Zero(string message) => new(JinjaErrorKind.Arithmetic, message);

    private static RuntimeFault Unary(string symbol, Value a) => a.Ref is UndefinedValue undefined
        ? undefined.Fault()
        : RuntimeFault.Type($"bad operand type for unary {symbol}: '{Types.Name(a)}'");

    private static RuntimeFault Unsupported(string symbol, Value a, Value b) =>
        a.Ref is UndefinedValue left ? left.Fault()
        : b.Ref is UndefinedValue right ? right.Fault()
        : RuntimeFault.Type($"unsupported operand type(s) for {symbol}: '{Types.Name(a)}' and '{Types.Name(b)}'");
}
