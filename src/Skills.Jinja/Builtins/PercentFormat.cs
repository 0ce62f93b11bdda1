using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's <c>text % values</c>.</summary>
internal static class PercentFormat
{
    /// <summary>Python's <c>%</c>: formatting when the left side is a string, else the remainder.</summary>
    internal static Value Modulo(RenderState state, Value a, Value b) => a.IsString ? Format(state, a, b) : Arithmetic.Modulo(state, a, b);

    internal static Value Format(RenderState state, Value format, Value values)
    {
        var run = new Run(state, format.IsMarkup, values);
        return Value.Text(run.Format(format.String), format.IsMarkup);
    }

    private sealed class Run(RenderState state, bool markup, Value values)
    {
        private readonly Value[] _positional = values.Ref is TupleValue tuple ? tuple.Items : [values];
        private int _next;
        private bool _usedMap;

        internal string Format(string format)
        {
            var buffer = new TextBuffer(state.Limits.MaxStringLength, nameof(JinjaLimits.MaxStringLength));
            try
            {
                for (var i = 0; i < format.Length; i++)
                {
                    var percent = format.IndexOf('%', i);
                    buffer.Append(format.AsSpan(i, (percent < 0 ? format.Length : percent) - i));
                    if (percent < 0)
                    {
                        break;
                    }

                    i = percent + 1;
                    buffer.Append(Item(format, ref i));
                }

                // Python lets a mapping, and anything with items, be left unused.
                if (!_usedMap && _next < _positional.Length && !(values.Kind is ValueKind.Dict or ValueKind.List or ValueKind.Range or ValueKind.Undefined && _next == 0))
                {
                    throw RuntimeFault.Type("not all arguments converted during string formatting");
                }

                state.BuildString(buffer.Length);
                return buffer.ToString();
            }
            finally
            {
                buffer.Dispose();
            }
        }

        private string Item(string format, ref int i)
        {
            state.Step();
            if (i < format.Length && format[i] == '%')
            {
                return "%";
            }

            Value? named = null;
            if (i < format.Length && format[i] == '(')
            {
                named = Named(format, ref i);
            }

            var flags = "";
            while (i < format.Length && format[i] is '-' or '+' or ' ' or '#' or '0')
            {
                flags += format[i++];
            }

            var width = Number(format, ref i) ?? 0;
            // A negative width from "*" means left-aligned.
            if (width < 0)
            {
                flags += '-';
                width = -Math.Max(width, -int.MaxValue);
            }

            var precision = -1;
            if (i < format.Length && format[i] == '.')
            {
                i++;
                precision = Math.Max(0, Number(format, ref i) ?? 0);
            }

            // C's length modifiers are read and mean nothing.
            if (i < format.Length && format[i] is 'h' or 'l' or 'L')
            {
                i++;
            }

            if (i >= format.Length)
            {
                throw RuntimeFault.Value("incomplete format");
            }

            state.BuildString((long)width + Math.Max(0, precision));
            return Pad(Convert(format[i], flags, precision, named ?? Next(), i), width, flags, format[i]);
        }

        private Value Named(string format, ref int i)
        {
            if (values.Kind is not (ValueKind.Dict or ValueKind.List or ValueKind.Range))
            {
                throw values.Ref is UndefinedValue undefined ? undefined.Fault() : RuntimeFault.Type("format requires a mapping");
            }

            var start = ++i;
            for (var depth = 1; ; i++)
            {
                if (i >= format.Length)
                {
                    throw RuntimeFault.Value("incomplete format key");
                }

                // A key may hold parentheses in pairs.
                depth += format[i] == '(' ? 1 : format[i] == ')' ? -1 : 0;
                if (depth == 0)
                {
                    break;
                }
            }

            var key = format[start..i++];
            _usedMap = true;
            _next = _positional.Length;
            return values.Ref is not DictValue dict ? throw RuntimeFault.Type($"{Types.Name(values)} indices must be integers or slices, not str")
                : dict.TryGet(state, Value.Of(key), out var value) ? value : throw RuntimeFault.Value($"KeyError: {Repr.Of(key)}");
        }

        private Value Next() => _next < _positional.Length ? _positional[_next++] : throw RuntimeFault.Type("not enough arguments for format string");

        private int? Number(string format, ref int i)
        {
            if (i < format.Length && format[i] == '*')
            {
                i++;
                var value = Next();
                return value.IsIntegral ? Arg.Int(value) : throw RuntimeFault.Type("* wants int");
            }

            var start = i;
            long number = 0;
            while (i < format.Length && char.IsAsciiDigit(format[i]))
            {
                number = Math.Min(int.MaxValue, (number * 10) + format[i++] - '0');
            }

            return i > start ? (int)number : null;
        }

        private string Convert(char type, string flags, int precision, Value value, int index)
        {
            switch (type)
            {
                case 's':
                    // Markup escapes what is put into it, and keeps markup.
                    return Cut(markup && !value.IsMarkup ? state.Escape(state.Text(value)) : state.Text(value), precision);
                case 'r':
                    return Cut(markup ? state.Escape(Printing.Repr(state, value)) : Printing.Repr(state, value), precision);
                case 'a':
                    return Cut(Printing.AsciiRepr(state, value), precision);
                case 'c':
                    return Character(value);
                case 'd' or 'i' or 'u':
                    return Integer(Whole(type, value), flags, precision, n => Arithmetic.Digits(state, n), "");
                case 'x' or 'X' or 'o':
                    var exact = value.IsIntegral ? value.Big : throw RuntimeFault.Type($"%{type} format: an integer is required, not {Types.Name(value)}");
                    var text = Integer(exact, flags, precision, n => FormatSpec.Radix(state, n, type == 'o' ? 3 : 4), flags.Contains('#', StringComparison.Ordinal) ? (type == 'o' ? "0o" : "0x") : "");
                    return type == 'X' ? text.ToUpperInvariant() : text;
                case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                    return Float(type, value, flags, precision);
                default:
                    throw RuntimeFault.Value($"unsupported format character '{type}' (0x{(int)type:x}) at index {index}");
            }
        }

        private static RuntimeFault Wrong(Value value, string message) => value.Ref is UndefinedValue undefined ? undefined.Fault() : RuntimeFault.Type(message);

        private static string Cut(string text, int precision) => precision >= 0 && precision < Slices.Length(text) ? text[..Slices.Offset(text, precision)] : text;

        private string Character(Value value)
        {
            if (value.IsString && !markup && Slices.Length(value.String) == 1)
            {
                return value.String;
            }

            if (!value.IsIntegral)
            {
                throw RuntimeFault.Type("%c requires int or char");
            }

            return value.Big.Sign < 0 || value.Big > 0x10FFFF
                ? throw RuntimeFault.Value("%c arg not in range(0x110000)")
                : char.ConvertFromUtf32((int)value.Big);
        }

        private static BigInteger Whole(char type, Value value)
        {
            if (value.IsFloat)
            {
                return double.IsFinite(value.Double)
                    ? new(Math.Truncate(value.Double))
                    : throw RuntimeFault.Value(double.IsNaN(value.Double) ? "cannot convert float NaN to integer" : "cannot convert float infinity to integer");
            }

            if (value.Ref is DecimalValue exact)
            {
                return new(exact.Number);
            }

            return value.IsIntegral ? value.Big : throw Wrong(value, $"%{type} format: a real number is required, not {Types.Name(value)}");
        }

        private static string Integer(BigInteger number, string flags, int precision, Func<BigInteger, string> digits, string prefix)
        {
            var text = digits(BigInteger.Abs(number));
            if (precision > text.Length)
            {
                text = text.PadLeft(precision, '0');
            }

            return Sign(number.Sign < 0, flags) + prefix + text;
        }

        private static string Sign(bool negative, string flags) => negative ? "-"
            : flags.Contains('+', StringComparison.Ordinal) ? "+"
            : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";

        private string Float(char type, Value value, string flags, int precision)
        {
            if (!value.IsNumber && !value.IsDecimal)
            {
                throw value.Ref is UndefinedValue undefined ? undefined.Fault() : RuntimeFault.Type($"must be real number, not {Types.Name(value)}");
            }

            var number = Arithmetic.Float(value);
            precision = precision < 0 ? 6 : precision;
            if (precision > 100_000)
            {
                throw RuntimeFault.Limit("A precision of more than 100,000 digits.");
            }

            FloatFormat.Charge(state, precision, number);
            var magnitude = Math.Abs(number);
            var keep = flags.Contains('#', StringComparison.Ordinal);
            var text = !double.IsFinite(number) ? (double.IsNaN(number) ? "nan" : "inf") : char.ToLowerInvariant(type) switch
            {
                'f' when value.Ref is DecimalValue exact => DecimalMath.Fixed(Math.Abs(exact.Number), precision),
                'f' => FloatFormat.Fixed(magnitude, precision) + (keep && precision == 0 ? "." : ""),
                'e' => FloatFormat.Scientific(magnitude, precision, 'e', keep),
                _ => FloatFormat.General(magnitude, precision, keep, 'e'),
            };
            return Sign(double.IsNegative(number) && !double.IsNaN(number), flags) + (char.IsUpper(type) ? text.ToUpperInvariant() : text);
        }

        private static string Pad(string text, int width, string flags, char type)
        {
            var missing = width - Slices.Length(text);
            if (missing <= 0)
            {
                return text;
            }

            if (flags.Contains('-', StringComparison.Ordinal))
            {
                return text + new string(' ', missing);
            }

            if (flags.Contains('0', StringComparison.Ordinal) && type is not ('s' or 'r' or 'a' or 'c'))
            {
                var lead = text.Length > 0 && text[0] is '+' or '-' or ' ' ? 1 : 0;
                lead += text.AsSpan(lead).StartsWith("0x", StringComparison.OrdinalIgnoreCase) || text.AsSpan(lead).StartsWith("0o", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
                return string.Concat(text.AsSpan(0, lead), new string('0', missing), text.AsSpan(lead));
            }

            return new string(' ', missing) + text;
        }
    }
}
