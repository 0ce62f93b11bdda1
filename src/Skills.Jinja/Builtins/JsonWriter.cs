using System.Runtime.CompilerServices;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's <c>json.dumps</c>.</summary>
internal sealed class JsonWriter
{
    private readonly RenderState _state;
    private readonly TextBuffer _buffer;
    private readonly JsonStyle _style;
    private readonly List<HeapValue> _open = [];

    private JsonWriter(RenderState state, TextBuffer buffer, JsonStyle style) => (_state, _buffer, _style) = (state, buffer, style);

    internal static void Write(RenderState state, TextBuffer buffer, Value value, JsonStyle style) => new JsonWriter(state, buffer, style).Write(value);

    private void Write(Value value)
    {
        _state.Step();
        switch (value.Kind)
        {
            case ValueKind.None:
                _buffer.Append("null");
                break;
            case ValueKind.Bool:
                _buffer.Append(value.Bool ? "true" : "false");
                break;
            case ValueKind.Int:
                _buffer.Append(value.Int);
                break;
            case ValueKind.BigInt:
                _buffer.Append(Arithmetic.Digits(_state, value.Big));
                break;
            case ValueKind.Float:
                _buffer.Append(Float(value.Double));
                break;
            case ValueKind.String:
                Text(value.String);
                break;
            case ValueKind.List or ValueKind.Tuple:
                Sequence(value.Heap, Slices.Items(value));
                break;
            case ValueKind.Dict:
                Dict((DictValue)value.Heap);
                break;
            case ValueKind.Decimal:
                _buffer.Append(((DecimalValue)value.Heap).Digits);
                break;
            case ValueKind.Host when ((HostObjectValue)value.Heap).ToDict() is { } members:
                Dict(members);
                break;
            default:
                throw RuntimeFault.Type($"Object of type {Types.Name(value)} is not JSON serializable");
        }
    }

    // json.dumps writes these by default, though RFC 8259 has no such numbers.
    private static string Float(double number) => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity") : Repr.Of(number);

    private void Sequence(HeapValue owner, ReadOnlySpan<Value> items)
    {
        // An empty container takes no line of its own, also with an indent.
        if (items.Length == 0)
        {
            _buffer.Append("[]");
            return;
        }

        Enter(owner);
        _buffer.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            Separate(i == 0);
            Write(items[i]);
        }

        Leave();
        _buffer.Append(']');
    }

    private void Dict(DictValue dict)
    {
        if (dict.Count == 0)
        {
            _buffer.Append("{}");
            return;
        }

        Enter(dict);
        _buffer.Append('{');
        var first = true;
        foreach (var (key, value) in Entries(dict))
        {
            Separate(first);
            first = false;
            Text(Key(key));
            _buffer.Append(_style.KeySeparator);
            Write(value);
        }

        Leave();
        _buffer.Append('}');
    }

    private List<(Value Key, Value Value)> Entries(DictValue dict)
    {
        var entries = new List<(Value Key, Value Value)>(dict.Count);
        foreach (var entry in dict.Entries)
        {
            entries.Add((entry.Key, entry.Value));
        }

        if (_style.SortKeys)
        {
            // Keys of types that cannot be compared fail here, as in Python.
            return MergeSort.Sort(entries, (a, b) => Comparison.Compare(a.Key, b.Key, "<", _state));
        }

        return entries;
    }

    private string Key(Value key) => key.Kind switch
    {
        ValueKind.String => key.String,
        ValueKind.None => "null",
        ValueKind.Bool => key.Bool ? "true" : "false",
        ValueKind.Int or ValueKind.BigInt => Arithmetic.Digits(_state, key.Big),
        ValueKind.Float => Float(key.Double),
        _ => throw RuntimeFault.Type($"keys must be str, int, float, bool or None, not {Types.Name(key)}"),
    };

    private void Enter(HeapValue owner)
    {
        if (_open.Contains(owner))
        {
            throw RuntimeFault.Value("Circular reference detected");
        }

        if (_open.Count >= _state.Limits.MaxValueDepth)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {_state.Limits.MaxValueDepth}.");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        _open.Add(owner);
    }

    private void Leave()
    {
        _open.RemoveAt(_open.Count - 1);
        NewLine();
    }

    private void Separate(bool first)
    {
        if (!first)
        {
            _buffer.Append(_style.ItemSeparator);
        }

        NewLine();
    }

    private void NewLine()
    {
        if (_style.Indent is not null)
        {
            _buffer.Append('\n');
            for (var i = 0; i < _open.Count; i++)
            {
                _buffer.Append(_style.Indent);
            }
        }
    }

    private void Text(string text)
    {
        _buffer.Append('"');
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Escape(c) is { } escaped)
            {
                _buffer.Append(text.AsSpan(from, i - from));
                _buffer.Append(escaped);
                if (escaped == "\\u")
                {
                    Repr.Hex(_buffer, c, 4);
                }

                from = i + 1;
            }
        }

        _buffer.Append(text.AsSpan(from));
        _buffer.Append('"');
        _state.Step(text.Length / 64);
    }

    /// <summary>How a character is escaped; after <c>\u</c> its number follows.</summary>
    private string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        // htmlsafe_json_dumps: so that the text may be in a script element or an attribute in single quotes.
        '<' or '>' or '&' or '\'' when _style.Html => "\\u",
        < ' ' => "\\u",
        // ensure_ascii: UTF-16 units, so that what is beyond the BMP becomes a pair.
        >= '\x7f' when _style.Ascii => "\\u",
        _ => null,
    };
}
