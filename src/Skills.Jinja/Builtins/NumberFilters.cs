using System.Globalization;
using System.Numerics;
using Skills.Jinja.Rendering;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters that take or give numbers.</summary>
internal static class NumberFilters
{
    internal static readonly Builtin[] All =
    [
        new("abs", "x", static (_, a) => Abs(a[0])),
        new("int", "value, default=0, base=10", static (s, a) => Int(s, a[0], a[1], a[2])),
        new("float", "value, default=0.0", static (_, a) => Float(a[0], a[1])),
        new("round", "value, precision=0, method='common'", static (s, a) => Round(s, a[0], a[1], a[2])),
    ];

    internal static Value FileSize(RenderState state, Value value, bool binary)
    {
        var bytes = ToFloat(value);
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
            if (Comparison.Compare(Value.Of(bytes), Value.Of(power), "<", state) == -1 || prefix == last)
            {
                var size = (double)unit * bytes / Arithmetic.Float(Value.Of(power));
                return Value.Of($"{(double.IsFinite(size) ? FloatFormat.Fixed(size, 1) : Values.Repr.Of(size))} {prefix}");
            }

            power *= unit;
        }

        return Value.EmptyString;
    }

    /// <summary>Python's <c>float(value)</c>; null where it raises TypeError or ValueError.</summary>
    internal static double? TryFloat(Value value)
    {
        if (value.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        if (value.IsNumber)
        {
            return Arithmetic.Float(value);
        }

        return value.IsString && NumberText.TryParseFloat(value.String, out var number) ? number : null;
    }

    private static double ToFloat(Value value) => TryFloat(value)
        ?? throw (value.IsString ? RuntimeFault.Value($"could not convert string to float: {Repr.Of(value.String)}") : RuntimeFault.Type($"float() argument must be a string or a real number, not '{Types.Name(value)}'"));

    private static Value Abs(Value value) => value.Kind switch
    {
        ValueKind.Int or ValueKind.Bool or ValueKind.BigInt => Value.Of(BigInteger.Abs(value.Big)),
        ValueKind.Float => Value.Of(Math.Abs(value.Double)),
        _ => throw RuntimeFault.Type($"bad operand type for abs(): '{Types.Name(value)}'"),
    };

    private static Value Float(Value value, Value fallback) => TryFloat(value) is { } number ? Value.Of(number) : fallback;

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
            case ValueKind.Float:
                return double.IsNaN(value.Double) ? fallback : Value.Of(Truncate(value.Double));
            case ValueKind.String:
                var text = value.String;
                state.Step(text.Length / 64);
                if (numberBase.IsIntegral && NumberText.TryParseInt(text, Arg.Int(numberBase), out var number))
                {
                    return Value.Of(number);
                }

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

        if (!value.IsNumber)
        {
            throw value.Ref is UndefinedValue undefined && how != "common" ? undefined.Fault() : RuntimeFault.Type($"type {Types.Name(value)} doesn't define __round__ method");
        }

        if (how == "common")
        {
            return Common(value, precision);
        }

        var power = Arithmetic.Power(Value.Of(10L), precision);
        var scaled = Arithmetic.Multiply(state, value, power);
        var whole = scaled.IsFloat ? Value.Of(Truncate(how == "ceil" ? Math.Ceiling(scaled.Double) : Math.Floor(scaled.Double))) : scaled;
        return Arithmetic.Divide(whole, power);
    }

    private static Value Common(Value value, Value precision)
    {
        if (precision.IsNone)
        {
            return Value.Of(value.IsFloat ? Truncate(Math.Round(value.Double, MidpointRounding.ToEven)) : value.Big);
        }

        var digits = Arg.Int(precision);
        if (value.IsFloat)
        {
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

        // Whole tens, hundreds and so on, halves to the even one.
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

/// <summary>Numbers as Python reads them from text.</summary>
internal static class NumberText
{
    internal static bool TryParseInt(string text, int radix, out BigInteger number)
    {
        number = default;
        if (radix != 0 && radix is < 2 or > 36)
        {
            return false;
        }

        var span = Syntax.PythonText.Trim(text);
        var negative = span.StartsWith("-");
        if (negative || span.StartsWith("+"))
        {
            span = span[1..];
        }

        radix = Prefix(ref span, radix);
        if (span.Length == 0 || radix < 0)
        {
            return false;
        }

        if (span.Length > 4300 && (radix & (radix - 1)) != 0)
        {
            return false;
        }

        var digits = new List<int>(span.Length);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '_')
            {
                if (i == 0 || i == span.Length - 1 || span[i - 1] == '_')
                {
                    return false;
                }

                continue;
            }

            var digit = Digit(span[i]);
            if (digit < 0 || digit >= radix)
            {
                return false;
            }

            digits.Add(digit);
        }

        if (digits.Count * BitOperations.Log2((uint)radix) > Arithmetic.MaxBits)
        {
            throw Arithmetic.TooBig();
        }

        foreach (var digit in digits)
        {
            number = (number * radix) + digit;
        }

        number = negative ? -number : number;
        return true;
    }

    internal static bool TryParseFloat(string text, out double number)
    {
        number = 0;
        var span = Syntax.PythonText.Trim(text);
        var plain = new System.Text.StringBuilder(span.Length);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '_')
            {
                if (i == 0 || i == span.Length - 1 || !char.IsDigit(span[i - 1]) || !char.IsDigit(span[i + 1]))
                {
                    return false;
                }

                continue;
            }

            plain.Append(char.IsAscii(span[i]) || !char.IsDigit(span[i]) ? span[i] : (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(span[i])));
        }

        var word = plain.ToString();
        var bare = word.TrimStart('+', '-').ToLowerInvariant();
        if (word.Length - bare.Length <= 1 && bare is "inf" or "infinity" or "nan")
        {
            number = bare == "nan" ? double.NaN : word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return word.Length > 0 && !char.IsWhiteSpace(word[0]) && !char.IsWhiteSpace(word[^1])
            && double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
            && bare.Length > 0 && (char.IsDigit(bare[0]) || bare[0] == '.');
    }

    private static int Prefix(ref ReadOnlySpan<char> span, int radix)
    {
        var found = span.Length > 1 && span[0] == '0'
            ? char.ToLowerInvariant(span[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 }
            : 0;
        if (found != 0 && (radix == 0 || radix == found))
        {
            span = span[2..];
            if (span.StartsWith("_"))
            {
                span = span[1..];
            }

            return found;
        }

        if (radix == 0 && span.Length > 1 && span[0] == '0' && span.Trim("0_").Length > 0)
        {
            return -1;
        }

        return radix == 0 ? 10 : radix;
    }

    private static int Digit(char c) => char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : char.IsDigit(c) ? CharUnicodeInfo.GetDecimalDigitValue(c) : -1;
}
