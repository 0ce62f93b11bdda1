using System.Runtime.CompilerServices;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Python's <c>pprint.pformat</c>: like <c>repr</c>, keys sorted, containers over several lines when they do not fit in 80 columns.</summary>
internal sealed class PrettyPrinter
{
    private const int Width = 80;

    private readonly RenderState _state;
    private readonly TextBuffer _buffer;
    private int _depth;

    private PrettyPrinter(RenderState state, TextBuffer buffer) => (_state, _buffer) = (state, buffer);

    internal static Value Print(RenderState state, Value value)
    {
        using var buffer = new TextBuffer(state.Limits.MaxStringLength, nameof(JinjaLimits.MaxStringLength));
        var printer = new PrettyPrinter(state, buffer);
        printer.Write(printer.Sorted(value), 0, 0);
        state.BuildString(buffer.Length);
        return Value.Of(buffer.ToString());
    }

    private void Write(Value value, int indent, int allowance)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > _state.Limits.MaxValueDepth)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {_state.Limits.MaxValueDepth}.");
        }

        var text = Printing.Repr(_state, value);
        if (Slices.Length(text) <= Width - indent - allowance)
        {
            _buffer.Append(text);
        }
        else
        {
            Wrapped(value, text, indent, allowance);
        }

        _depth--;
    }

    private void Wrapped(Value value, string text, int indent, int allowance)
    {
        switch (value.Kind)
        {
            case ValueKind.Dict:
                _buffer.Append('{');
                Entries((DictValue)value.Heap, indent, allowance + 1);
                _buffer.Append('}');
                break;
            case ValueKind.List:
                _buffer.Append('[');
                Items(Copied(value), indent + 1, allowance + 1);
                _buffer.Append(']');
                break;
            case ValueKind.Tuple:
                _buffer.Append('(');
                // A tuple of one item has a comma before its parenthesis.
                Items(Copied(value), indent + 1, allowance + (value.Heap.Count == 1 ? 2 : 1));
                _buffer.Append(value.Heap.Count == 1 ? ",)" : ")");
                break;
            case ValueKind.String when !value.IsMarkup:
                Text(value.String, indent, allowance);
                break;
            default:
                _buffer.Append(text);
                break;
        }
    }

    private Value[] Copied(Value value)
    {
        var items = Slices.Items(value);
        _state.Create(items.Length * 16L);
        return items.ToArray();
    }

    private void Items(Value[] items, int indent, int allowance)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                _buffer.Append(",\n");
                _buffer.Append(' ', indent);
            }

            Write(items[i], indent, i == items.Length - 1 ? allowance : 1);
        }
    }

    private void Entries(DictValue dict, int indent, int allowance)
    {
        var left = dict.Count;
        var first = true;
        foreach (var entry in dict.Entries)
        {
            left--;
            if (!first)
            {
                _buffer.Append(",\n");
                _buffer.Append(' ', indent + 1);
            }

            first = false;
            var key = Printing.Repr(_state, entry.Key);
            _buffer.Append(key);
            _buffer.Append(": ");
            Write(entry.Value, indent + Slices.Length(key) + 3, left == 0 ? allowance : 1);
        }
    }

    /// <summary>A long string: as adjacent literals in parentheses, cut between words and at line ends.</summary>
    private void Text(string text, int indent, int allowance)
    {
        // pprint puts parentheses around a wrapped text at the top only: within a container its own brackets do.
        var parenthesised = _depth == 1;
        if (parenthesised)
        {
            indent++;
            allowance++;
        }

        var parts = new List<string>();
        var lines = TextOps.SplitLines(_state, text, true);
        var scratch = _state.Rent();
        for (var i = 0; i < lines.Count; i++)
        {
            Parts(scratch, lines[i], Width - indent, i == lines.Count - 1 ? allowance : 0, parts);
        }

        scratch.Truncate(0);
        _state.Return(scratch);
        if (parts.Count == 1)
        {
            _buffer.Append(parts[0]);
            return;
        }

        _buffer.Append(parenthesised ? "(" : "");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                _buffer.Append('\n');
                _buffer.Append(' ', indent);
            }

            _buffer.Append(parts[i]);
        }

        _buffer.Append(parenthesised ? ")" : "");
    }

    private void Parts(TextBuffer scratch, string line, int width, int allowance, List<string> parts)
    {
        if (LengthOf(scratch, line) <= width - allowance)
        {
            Add(scratch, parts);
            return;
        }

        var from = 0;
        for (int at = 0, end; at < line.Length; at = end)
        {
            end = EndOfWord(line, at);
            var limit = width - (end == line.Length ? allowance : 0);
            if (LengthOf(scratch, line.AsSpan(from..end)) > limit)
            {
                if (at > from)
                {
                    LengthOf(scratch, line.AsSpan(from..at));
                    Add(scratch, parts);
                }

                from = at;
            }
        }

        LengthOf(scratch, line.AsSpan(from));
        Add(scratch, parts);
    }

    // Writes a literal into the scratch buffer and says how long it is.
    private int LengthOf(TextBuffer scratch, ReadOnlySpan<char> text)
    {
        _state.Handle(text.Length);
        scratch.Truncate(0);
        Repr.Write(scratch, text);
        return scratch.Length;
    }

    private void Add(TextBuffer scratch, List<string> parts)
    {
        _state.BuildString(scratch.Length);
        parts.Add(scratch.ToString());
    }

    private static int EndOfWord(string line, int at)
    {
        while (at < line.Length && !PythonText.IsSpace(line[at]))
        {
            at++;
        }

        return PythonText.SkipSpace(line, at);
    }

    /// <summary>The same value with the keys of all its dicts in order.</summary>
    private Value Sorted(Value value, int depth = 0)
    {
        if (depth > _state.Limits.MaxValueDepth)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {_state.Limits.MaxValueDepth}.");
        }

        _state.Step();
        if (value.Kind is ValueKind.List or ValueKind.Tuple)
        {
            var items = Copied(value);
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = Sorted(items[i], depth + 1);
            }

            return value.Kind == ValueKind.List ? Value.Of(new ListValue(items)) : Value.Of(new TupleValue(items));
        }

        if (value.Ref is not DictValue dict)
        {
            return value;
        }

        var entries = new List<(Value Key, Value Item)>();
        foreach (var entry in dict.Entries)
        {
            entries.Add((entry.Key, Sorted(entry.Value, depth + 1)));
        }

        var sorted = new DictValue();
        foreach (var (key, item) in MergeSort.Sort(entries, (a, b) => Order(a.Key, b.Key)))
        {
            sorted.Set(null, key, item);
        }

        return Value.Of(sorted);
    }

    // pprint's _safe_key: values that Python cannot order go by the names of their types.
    private int Order(Value a, Value b) => a.IsString && b.IsString ? Comparison.CompareText(a.String, b.String)
        : a.IsNumber && b.IsNumber ? Comparison.Compare(a, b, "<", _state)
        : string.CompareOrdinal(Types.Name(a), Types.Name(b));
}
