using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary><c>str.format</c> inside the sandbox: attributes and items of fields go through the same door as in a template.</summary>
internal static class StrFormat
{
    internal static Value Format(RenderState state, Value self, Value[] positional, DictValue named) =>
        new Run(state, self, positional, Value.Of(named), false).Format();

    internal static Value FormatMap(RenderState state, Value self, Value mapping) => new Run(state, self, [], mapping, true).Format();

    private sealed class Run(RenderState state, Value self, Value[] positional, Value named, bool isMap)
    {
        private int _auto;

        internal Value Format()
        {
            // A format may have fields of its own, and those no more: CPython allows two levels.
            var text = Expand(self.String, 2);
            return Value.Text(text, self.IsMarkup);
        }

        private string Expand(string text, int depth)
        {
            if (depth < 0)
            {
                throw RuntimeFault.Value("Max string recursion exceeded");
            }

            var buffer = new TextBuffer(state.Limits.MaxStringLength, nameof(JinjaLimits.MaxStringLength));
            try
            {
                for (var i = 0; i < text.Length; i++)
                {
                    var c = text[i];
                    // Doubled braces stand for themselves: https://docs.python.org/3/library/string.html#formatstrings.
                    if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
                    {
                        buffer.Append(c);
                        i++;
                    }
                    else if (c == '{')
                    {
                        var end = FieldEnd(text, i + 1);
                        buffer.Append(Field(text[(i + 1)..end], depth));
                        i = end;
                    }
                    else if (c == '}')
                    {
                        throw RuntimeFault.Value("Single '}' encountered in format string");
                    }
                    else
                    {
                        buffer.Append(c);
                    }
                }

                state.BuildString(buffer.Length);
                return buffer.ToString();
            }
            finally
            {
                buffer.Dispose();
            }
        }

        private static int FieldEnd(string text, int start)
        {
            if (start >= text.Length)
            {
                throw RuntimeFault.Value("Single '{' encountered in format string");
            }

            var depth = 1;
            var bracket = false;
            for (var i = start; i < text.Length; i++)
            {
                // Within the brackets of an index, braces are part of the key.
                bracket = bracket ? text[i] != ']' : text[i] == '[';
                depth += !bracket && text[i] == '{' ? 1 : !bracket && text[i] == '}' ? -1 : 0;
                if (depth == 0)
                {
                    return i;
                }
            }

            throw RuntimeFault.Value("expected '}' before end of string");
        }

        private string Field(string field, int depth)
        {
            state.Step();
            var nameEnd = 0;
            var bracket = false;
            while (nameEnd < field.Length && (bracket || field[nameEnd] is not ('!' or ':')))
            {
                bracket = bracket ? field[nameEnd] != ']' : field[nameEnd] == '[';
                nameEnd++;
            }

            var name = field[..nameEnd];
            var rest = field[nameEnd..];
            var conversion = '\0';
            if (rest.StartsWith('!'))
            {
                conversion = rest.Length > 1 ? rest[1] : throw RuntimeFault.Value("unmatched '{' in format spec");
                rest = rest[2..];
                if (rest.Length > 0 && rest[0] != ':')
                {
                    throw RuntimeFault.Value("expected ':' after conversion specifier");
                }
            }

            var value = Resolve(name);
            var spec = rest.Length > 0 ? rest[1..] : "";
            if (spec.Contains('{', StringComparison.Ordinal))
            {
                spec = Expand(spec, depth - 1);
            }

            return Convert(value, conversion, spec);
        }

        private string Convert(Value value, char conversion, string spec)
        {
            value = conversion switch
            {
                '\0' => value,
                's' => Value.Of(state.Text(value)),
                'r' => Value.Of(Printing.Repr(state, value)),
                'a' => Value.Of(Printing.AsciiRepr(state, value)),
                _ => throw RuntimeFault.Value($"Unknown conversion specifier {conversion}"),
            };
            if (!self.IsMarkup)
            {
                return FormatSpec.Apply(state, value, spec);
            }

            if (value.IsMarkup)
            {
                return spec.Length == 0 ? value.String : throw RuntimeFault.Value("Unsupported format specification for Markup.");
            }

            // Markup.format escapes what it puts in, after it is formatted.
            return state.Escape(FormatSpec.Apply(state, value, spec));
        }

        private Value Resolve(string name)
        {
            var end = name.AsSpan().IndexOfAny('.', '[');
            var first = end < 0 ? name : name[..end];
            var value = First(first);
            while (end >= 0 && end < name.Length)
            {
                if (name[end] == '.')
                {
                    var next = name.AsSpan(end + 1).IndexOfAny('.', '[');
                    var attribute = next < 0 ? name[(end + 1)..] : name.Substring(end + 1, next);
                    value = attribute.Length == 0 ? throw RuntimeFault.Value("Empty attribute in format string") : Access.Attribute(state, value, attribute);
                    end = next < 0 ? -1 : end + 1 + next;
                }
                else
                {
                    var close = name.IndexOf(']', end);
                    if (close < 0)
                    {
                        throw RuntimeFault.Value("Missing ']' in format string");
                    }

                    var key = name[(end + 1)..close];
                    if (key.Length == 0)
                    {
                        throw RuntimeFault.Value("Empty attribute in format string");
                    }

                    // A key is a number when it is all digits, and a text without quotes otherwise.
                    value = Access.Item(state, value, key.All(char.IsAsciiDigit) && long.TryParse(key, out var index) ? Value.Of(index) : Value.Of(key));
                    end = close + 1;
                    if (end < name.Length && name[end] is not ('.' or '['))
                    {
                        throw RuntimeFault.Value("Only '.' or '[' may follow ']' in format field specifier");
                    }
                }
            }

            return value;
        }

        private Value First(string name)
        {
            if (name.Length == 0)
            {
                if (_auto < 0)
                {
                    throw RuntimeFault.Value("cannot switch from manual field specification to automatic field numbering");
                }

                return Positional(_auto++);
            }

            if (name.All(char.IsAsciiDigit))
            {
                if (_auto > 0)
                {
                    throw RuntimeFault.Value("cannot switch from manual field specification to automatic field numbering");
                }

                // Once a field has a number, all must have one.
                _auto = -1;
                return Positional(int.TryParse(name, out var index) ? index : throw RuntimeFault.Value("Too many decimal digits in format string"));
            }

            if (named.Ref is HeapValue heap && heap.TryGetItem(state, Value.Of(name), out var value))
            {
                return value;
            }

            throw isMap && named.Ref is UndefinedValue undefined ? undefined.Fault()
                : named.Ref is DictValue ? RuntimeFault.Value($"KeyError: {Repr.Of(name)}")
                : RuntimeFault.Type($"'{Types.Name(named)}' object is not subscriptable");
        }

        private Value Positional(int index) => isMap
            ? throw RuntimeFault.Value("Format string contains positional fields")
            : index < positional.Length ? positional[index] : throw RuntimeFault.Value($"Replacement index {index} out of range for positional args tuple");
    }
}
