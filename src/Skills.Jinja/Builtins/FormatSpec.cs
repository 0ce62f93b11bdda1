using System.Globalization;
using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's format mini-language: <c>[[fill]align][sign][z][#][0][width][grouping][.precision][type]</c>.</summary>
internal sealed class FormatSpec
{
    private string Fill { get; set; } = " ";

    private char Align { get; set; }

    private char Sign { get; set; }

    private bool Alternate { get; set; }

    private bool ZeroPadded { get; set; }

    private bool NoNegativeZero { get; set; }

    private int Width { get; set; }

    private char Grouping { get; set; }

    private int Precision { get; set; } = -1;

    private char Type { get; set; }

    internal static string Apply(RenderState state, Value value, string text)
    {
        if (text.Length == 0)
        {
            return state.Text(value);
        }

        if (value.Ref is DateValue date)
        {
            return date.Format(state, text);
        }

        if (!value.IsString && !value.IsNumber && !value.IsDecimal)
        {
            throw RuntimeFault.Type($"unsupported format string passed to {Types.Name(value)}.__format__");
        }

        var spec = Parse(text, value);
        state.BuildString((long)spec.Width + Math.Max(0, spec.Precision));
        FloatFormat.Charge(state, spec.Precision, value.IsFloat ? value.Double : 1);
        return value.Kind switch
        {
            ValueKind.String => spec.Text(value.String, '<'),
            ValueKind.Float => spec.Float(value.Double),
            ValueKind.Decimal => spec.Decimal(((DecimalValue)value.Heap).Number),
            _ => spec.Integer(state, value),
        };
    }

    // https://docs.python.org/3/library/string.html#formatspec
    private static FormatSpec Parse(string text, Value value)
    {
        var spec = new FormatSpec();
        var i = 0;
        var first = Slices.CharLength(text, 0);
        var hasFill = text.Length > first && IsAlign(text[first]);
        // Any character may fill, also one of the four that align: it does so when an alignment follows.
        if (hasFill)
        {
            spec.Fill = text[..first];
            spec.Align = text[first];
            i = first + 1;
        }
        else if (IsAlign(text[0]))
        {
            spec.Align = text[i++];
        }

        if (i < text.Length && text[i] is '+' or '-' or ' ')
        {
            spec.Sign = text[i++];
        }

        if (i < text.Length && text[i] == 'z')
        {
            spec.NoNegativeZero = true;
            i++;
        }

        if (i < text.Length && text[i] == '#')
        {
            spec.Alternate = true;
            i++;
        }

        if (i < text.Length && text[i] == '0')
        {
            i++;
            // A zero before the width stands for "0=", unless an alignment is given.
            spec.ZeroPadded = spec.Align == '\0';
            spec.Fill = hasFill ? spec.Fill : "0";
            spec.Align = spec.ZeroPadded && !value.IsString ? '=' : spec.Align;
        }

        spec.Width = Number(text, ref i) ?? 0;
        if (i < text.Length && text[i] is ',' or '_')
        {
            spec.Grouping = text[i++];
            if (i < text.Length && text[i] is ',' or '_' && text[i] != spec.Grouping)
            {
                throw RuntimeFault.Value("Cannot specify both ',' and '_'.");
            }
        }

        if (i < text.Length && text[i] == '.')
        {
            i++;
            spec.Precision = Number(text, ref i) ?? throw RuntimeFault.Value("Format specifier missing precision");
        }

        if (i < text.Length)
        {
            spec.Type = text[i++];
        }

        if (spec is { Type: 'n', Grouping: not '\0' } && i == text.Length && !value.IsString)
        {
            throw RuntimeFault.Value($"Cannot specify '{spec.Grouping}' with 'n'.");
        }

        return i == text.Length ? spec : throw RuntimeFault.Value(
            $"Invalid format specifier {Repr.Of(text)} for object of type {Repr.Of(Types.Name(value))}");
    }

    private static bool IsAlign(char c) => c is '<' or '>' or '=' or '^';

    private static int? Number(string text, ref int i)
    {
        var start = i;
        long number = 0;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            number = Math.Min(int.MaxValue, (number * 10) + text[i++] - '0');
        }

        return i > start ? (int)number : null;
    }

    private RuntimeFault Unknown(string type) => RuntimeFault.Value($"Unknown format code '{Type}' for object of type '{type}'");

    private string Text(string text, char align)
    {
        if (Type is not ('\0' or 's'))
        {
            throw Unknown("str");
        }

        if (Sign != '\0' || Alternate || Align == '=' || Grouping != '\0' || NoNegativeZero)
        {
            throw RuntimeFault.Value(
                Align == '=' ? "'=' alignment not allowed in string format specifier"
                : Grouping != '\0' ? $"Cannot specify '{Grouping}' with 's'."
                : NoNegativeZero ? "Negative zero coercion (z) not allowed in string format specifier"
                : Alternate ? "Alternate form (#) not allowed in string format specifier" : "Sign not allowed in string format specifier");
        }

        if (Precision >= 0 && Precision < Slices.Length(text))
        {
            text = text[..Slices.Offset(text, Precision)];
        }

        return Padded("", text, align);
    }

    private string Integer(RenderState state, Value value)
    {
        // An integer under a type of floats is written as the float it is.
        if (Type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%')
        {
            return Float(Arithmetic.Float(value));
        }

        if (NoNegativeZero)
        {
            throw RuntimeFault.Value("Negative zero coercion (z) not allowed in integer format specifier");
        }

        if (Precision >= 0)
        {
            throw RuntimeFault.Value("Precision not allowed in integer format specifier");
        }

        var number = value.Big;
        if (Type == 'c')
        {
            return Sign != '\0' ? throw RuntimeFault.Value("Sign not allowed with integer format specifier 'c'")
                : Grouping != '\0' ? throw RuntimeFault.Value($"Cannot specify '{Grouping}' with 'c'.")
                : Padded("", Character(number), '<');
        }

        var magnitude = BigInteger.Abs(number);
        var (digits, prefix, group) = Type switch
        {
            '\0' or 'd' or 'n' => (Arithmetic.Digits(state, magnitude), "", 3),
            'b' => (Radix(state, magnitude, 1), "0b", 4),
            'o' => (Radix(state, magnitude, 3), "0o", 4),
            'x' => (Radix(state, magnitude, 4), "0x", 4),
            'X' => (Radix(state, magnitude, 4).ToUpperInvariant(), "0X", 4),
            _ => throw Unknown("int"),
        };
        // Commas group decimal digits by three only; "_" groups the others by four.
        if (Grouping == ',' && group == 4)
        {
            throw RuntimeFault.Value($"Cannot specify ',' with '{Type}'.");
        }

        return Padded(SignOf(number.Sign < 0) + (Alternate ? prefix : ""), digits, '>', group);
    }

    private static string Character(BigInteger number) => number < 0 || number > 0x10FFFF
        ? throw RuntimeFault.Value("%c arg not in range(0x110000)")
        : number >= 0xD800 && number < 0xE000 ? ((char)(int)number).ToString() : char.ConvertFromUtf32((int)number);

    /// <summary>The digits in base 2, 8 or 16: so many bits each.</summary>
    internal static string Radix(RenderState state, BigInteger number, int bits)
    {
        state.Step((number.GetBitLength() / 64) + 1);
        var binary = number.ToString("b", CultureInfo.InvariantCulture).TrimStart('0');
        if (binary.Length == 0)
        {
            return "0";
        }

        binary = binary.PadLeft((binary.Length + bits - 1) / bits * bits, '0');
        return string.Create(binary.Length / bits, (binary, bits), static (digits, all) =>
        {
            for (var i = 0; i < digits.Length; i++)
            {
                var digit = 0;
                foreach (var bit in all.binary.AsSpan(i * all.bits, all.bits))
                {
                    digit = (digit * 2) + (bit - '0');
                }

                digits[i] = "0123456789abcdef"[digit];
            }
        });
    }

    private string Float(double number)
    {
        var negative = double.IsNegative(number) && !double.IsNaN(number);
        var magnitude = double.IsNaN(number) ? number : Math.Abs(number);
        string digits;
        if (!double.IsFinite(number))
        {
            digits = Type is '\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%' ? (double.IsNaN(number) ? "nan" : "inf") : throw Unknown("float");
            digits = Type is 'E' or 'F' or 'G' ? digits.ToUpperInvariant() : digits;
            digits += Type == '%' ? "%" : "";
            return Padded(SignOf(negative), digits, '>');
        }

        var precision = Precision < 0 ? 6 : Precision;
        if (precision > 100_000)
        {
            throw RuntimeFault.Limit("A precision of more than 100,000 digits.");
        }

        digits = Type switch
        {
            'f' or 'F' => FloatFormat.Fixed(magnitude, precision) + (Alternate && precision == 0 ? "." : ""),
            'e' or 'E' => FloatFormat.Scientific(magnitude, precision, Type, Alternate),
            'g' or 'G' or 'n' => FloatFormat.General(magnitude, precision, Alternate, Type == 'G' ? 'E' : 'e'),
            '%' => FloatFormat.Fixed(magnitude * 100, precision) + (Alternate && precision == 0 ? ".%" : "%"),
            '\0' => Plain(magnitude),
            _ => throw Unknown("float"),
        };
        // "z" is about the number as it is rounded: -0.001 with two digits is 0.00.
        negative &= !NoNegativeZero || digits.Split('e', 'E')[0].AsSpan().IndexOfAnyInRange('1', '9') >= 0;
        return Padded(SignOf(negative), digits, '>', 3);
    }

    private string Decimal(decimal number)
    {
        var magnitude = Math.Abs(number);
        var digits = (Type, Precision) switch
        {
            ('\0' or 'n' or 'f' or 'F', < 0) => magnitude.ToString(CultureInfo.InvariantCulture),
            ('f' or 'F', _) => DecimalMath.Fixed(magnitude, Precision),
            ('%', < 0) => DecimalMath.Fixed(magnitude * 100, Math.Max(0, magnitude.Scale - 2)) + "%",
            ('%', _) => DecimalMath.Fixed(magnitude * 100, Precision) + "%",
            _ => null,
        };
        return digits is null ? Float((double)number) : Padded(SignOf(number < 0), digits, '>', 3);
    }

    private string Plain(double magnitude)
    {
        if (Precision < 0)
        {
            var shortest = Repr.Of(magnitude);
            return Alternate && !shortest.Contains('.', StringComparison.Ordinal) ? shortest.Replace("e", ".e", StringComparison.Ordinal) : shortest;
        }

        // Without a type but with a precision: like "g", with at least one digit behind the point.
        var text = FloatFormat.General(magnitude, Precision, Alternate, 'e', reprLike: true);
        return text.AsSpan().IndexOfAny('.', 'e') >= 0 ? text : text + ".0";
    }

    private string SignOf(bool negative) => negative ? "-" : Sign is '\0' or '-' ? "" : Sign.ToString();

    private string Padded(string lead, string digits, char align, int group = 0)
    {
        if (Grouping != '\0' && group > 0)
        {
            var wholeEnd = 0;
            while (wholeEnd < digits.Length && char.IsAsciiHexDigit(digits[wholeEnd]) && !(group == 3 && digits[wholeEnd] is 'e' or 'E'))
            {
                wholeEnd++;
            }

            var rest = digits[wholeEnd..];
            var minimum = ZeroPadded || (Align == '=' && Fill == "0") ? Width - lead.Length - rest.Length : 0;
            digits = Group(digits[..wholeEnd], group, minimum) + rest;
        }

        var missing = Width - lead.Length - Slices.Length(digits);
        if (missing <= 0)
        {
            return lead + digits;
        }

        switch (Align == '\0' ? align : Align)
        {
            case '<':
                return lead + digits + TextOps.Repeat(Fill, missing);
            case '^':
                return TextOps.Repeat(Fill, missing / 2) + lead + digits + TextOps.Repeat(Fill, missing - (missing / 2));
            case '=':
                return lead + TextOps.Repeat(Fill, missing) + digits;
            default:
                return TextOps.Repeat(Fill, missing) + lead + digits;
        }
    }

    /// <summary>Puts separators into digits, adding zeros up to a width that counts the separators.</summary>
    private string Group(string digits, int size, int minimum)
    {
        var needed = digits.Length;
        // Python fills up with zeros until the separators between them reach the width too.
        while (needed + ((needed - 1) / size) < minimum)
        {
            needed++;
        }

        if (minimum > 0)
        {
            digits = digits.PadLeft(needed, '0');
        }

        var parts = new List<string>();
        for (var end = digits.Length; end > 0; end -= size)
        {
            parts.Add(digits[Math.Max(0, end - size)..end]);
        }

        parts.Reverse();
        return string.Join(Grouping, parts);
    }
}
