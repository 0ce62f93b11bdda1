using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters that take or give numbers.</summary>
internal static class NumberFilters
{
    internal static readonly Builtin[] All =
    [
        new("abs", "x", static (_, a) => Abs(a[0])),
        new("int", "value, default=0, base=10", static (s, a) => Int(s, a[0], a[1], a[2])),
        new("float", "value, default=0.0", static (s, a) => Float(s, a[0], a[1])),
        new("round", "value, precision=0, method='common'", static (s, a) => Round(s, a[0], a[1], a[2])),
    ];

    internal static Value FileSize(RenderState state, Value value, bool binary)
    {
        var bytes = ToFloat(state, value);
        BigInteger unit = binary ? 1024 : 1000;
        if (bytes == 1)
        {
            return Value.Of("1 Byte");
        }

        if (bytes < (double)unit)
        {
            return Value.Of(state.Text(Value.Of(Truncate(bytes))) + " Bytes");
        }

        var power = unit * unit;
        var last = binary ? "YiB" : "YB";
        foreach (var prefix in binary ? (string[])["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"])
        {
            // Jinja compares with the next unit before it divides, so 999,999 bytes are 1000.0 kB.
            if (Comparison.Compare(Value.Of(bytes), Value.Of(power), "<", state) == -1 || prefix == last)
            {
                var size = (double)unit * bytes / Arithmetic.Float(Value.Of(power));
                return Value.Of($"{(double.IsFinite(size) ? FloatFormat.Fixed(size, 1) : Repr.Of(size))} {prefix}");
            }

            power *= unit;
        }

        return Value.EmptyString;
    }

    /// <summary>Python's <c>float(value)</c>; null where it raises TypeError or ValueError.</summary>
    internal static double? TryFloat(RenderState state, Value value)
    {
        if (value.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        if (value.IsNumber || value.IsDecimal)
        {
            return Arithmetic.Float(value);
        }

        state.Handle(value.IsString ? value.String.Length : 0);
        return value.IsString && NumberText.TryParseFloat(value.String, out var number) ? number : null;
    }

    private static double ToFloat(RenderState state, Value value) => TryFloat(state, value)
        ?? throw (value.IsString ? RuntimeFault.Value($"could not convert string to float: {Repr.Of(value.String)}") : RuntimeFault.Type($"float() argument must be a string or a real number, not '{Types.Name(value)}'"));

    private static Value Abs(Value value) => value.Kind switch
    {
        ValueKind.Int or ValueKind.Bool or ValueKind.BigInt => Value.Of(BigInteger.Abs(value.Big)),
        ValueKind.Float => Value.Of(Math.Abs(value.Double)),
        ValueKind.Decimal => Value.Of(new DecimalValue(Math.Abs(((DecimalValue)value.Heap).Number))),
        _ => throw RuntimeFault.Type($"bad operand type for abs(): '{Types.Name(value)}'"),
    };

    private static Value Float(RenderState state, Value value, Value fallback) => TryFloat(state, value) is { } number ? Value.Of(number) : fallback;

    private static Value Int(RenderState state, Value value, Value fallback, Value numberBase)
    {
        if (value.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        switch (value.Kind)
        {
            case ValueKind.Int or ValueKind.Bool or ValueKind.BigInt:
                return Value.Of(value.Big);
            case ValueKind.Decimal:
                return Value.Of(new BigInteger(((DecimalValue)value.Heap).Number));
            case ValueKind.Float:
                // int(nan) is a ValueError, which the filter catches; int(inf) is an OverflowError, which it does not.
                return double.IsNaN(value.Double) ? fallback : Value.Of(Truncate(value.Double));
            case ValueKind.String:
                var text = value.String;
                state.Step(text.Length / 64);
                if (numberBase.IsIntegral && NumberText.TryParseInt(state, text, Arg.Int(numberBase), out var number))
                {
                    return Value.Of(number);
                }

                // Jinja tries int(float(value)) next, so that "42.9" is 42.
                return NumberText.TryParseFloat(text, out var real) && double.IsFinite(real) ? Value.Of(Truncate(real)) : fallback;
            default:
                return fallback;
        }
    }

    private static BigInteger Truncate(double number) => double.IsFinite(number)
        ? new(Math.Truncate(number))
        : throw RuntimeFault.Value(double.IsNaN(number) ? "cannot convert float NaN to integer" : "cannot convert float infinity to integer");

    private static Value Round(RenderState state, Value value, Value precision, Value method)
    {
        var how = method.IsString ? method.String : "";
        if (how is not ("common" or "ceil" or "floor"))
        {
            throw RuntimeFault.Runtime("method must be common, ceil or floor");
        }

        if (value.Ref is DecimalValue exact)
        {
            return Exact(exact.Number, precision, how);
        }

        if (!value.IsNumber)
        {
            throw value.Ref is UndefinedValue undefined && how != "common" ? undefined.Fault() : RuntimeFault.Type($"type {Types.Name(value)} doesn't define __round__ method");
        }

        if (how == "common")
        {
            return Common(state, value, precision);
        }

        // As Jinja has it: func(value * 10**precision) / 10**precision, with the errors of floats.
        var power = Arithmetic.Power(state, Value.Of(10L), precision);
        var scaled = Arithmetic.Multiply(state, value, power);
        var whole = scaled.IsFloat ? Value.Of(Truncate(how == "ceil" ? Math.Ceiling(scaled.Double) : Math.Floor(scaled.Double))) : scaled;
        return Arithmetic.Divide(state, whole, power);
    }

    private static Value Exact(decimal number, Value precision, string how)
    {
        var digits = precision.IsNone ? 0 : Math.Clamp(Arg.Int(precision), 0, 28);
        return Value.Of(new DecimalValue(decimal.Round(number, digits, how switch
        {
            "ceil" => MidpointRounding.ToPositiveInfinity,
            "floor" => MidpointRounding.ToNegativeInfinity,
            _ => MidpointRounding.ToEven,
        })));
    }

    private static Value Common(RenderState state, Value value, Value precision)
    {
        if (precision.IsNone)
        {
            // Python's round() without digits gives an int, halves to even.
            return Value.Of(value.IsFloat ? Truncate(Math.Round(value.Double, MidpointRounding.ToEven)) : value.Big);
        }

        var digits = Arg.Int(precision);
        if (value.IsFloat)
        {
            FloatFormat.Charge(state, Math.Min(digits, 323), value.Double);
            // https://docs.python.org/3/library/functions.html#round: of the exact value, not of the decimal it prints as.
            return Value.Of(FloatFormat.Round(value.Double, digits));
        }

        if (digits >= 0)
        {
            return Value.Of(value.Big);
        }

        if (digits < -5000)
        {
            return Value.Of(0L);
        }

        // Whole tens, hundreds and so on, halves to the even one. The power has 3.3 bits for each digit, and is made by squaring.
        state.Step(((long)digits * digits / (1 << 20)) + (value.Big.GetBitLength() / 256));
        var power = BigInteger.Pow(10, -digits);
        var quotient = BigInteger.DivRem(value.Big, power, out var rest);
        var twice = BigInteger.Abs(rest) * 2;
        if (twice > power || (twice == power && !quotient.IsEven))
        {
            quotient += value.Big.Sign;
        }

        return Value.Of(quotient * power);
    }
}
