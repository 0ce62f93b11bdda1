using System.Runtime.CompilerServices;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Prints values as Python does: <c>str</c> outside, <c>repr</c> inside containers, <c>[...]</c> where a container holds itself.</summary>
internal sealed class ReprWriter(RenderState state, TextBuffer buffer)
{
    private List<HeapValue>? _open;

    internal void Append(string text) => buffer.Append(text);

    /// <summary>Python's <c>str(value)</c>.</summary>
    internal void Text(Value value)
    {
        if (value.Kind == ValueKind.String)
        {
            buffer.Append(value.String);
        }
        else if (value.Ref is Scalar or BigIntValue)
        {
            Number(value);
        }
        else
        {
            value.Heap.WriteText(this);
        }
    }

    /// <summary>Python's <c>repr(value)</c>.</summary>
    internal void Write(Value value)
    {
        state.Step();
        switch (value.Kind)
        {
            case ValueKind.String when value.IsMarkup:
                buffer.Append("Markup(");
                Repr.Write(buffer, value.String);
                buffer.Append(')');
                break;
            case ValueKind.String:
                Repr.Write(buffer, value.String);
                break;
            case ValueKind.None or ValueKind.Bool or ValueKind.Int or ValueKind.Float or ValueKind.BigInt:
                Number(value);
                break;
            default:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                value.Heap.WriteRepr(this);
                break;
        }
    }

    internal void Sequence(HeapValue owner, char open, char close, ReadOnlySpan<Value> items)
    {
        // Python marks a container within itself, https://docs.python.org/3/library/reprlib.html#reprlib.recursive_repr.
        if (!Enter(owner, open == '(' ? "(...)" : "[...]"))
        {
            return;
        }

        buffer.Append(open);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                buffer.Append(", ");
            }

            Write(items[i]);
        }

        // A tuple of one item is (1,), as (1) is a number.
        if (items.Length == 1 && open == '(')
        {
            buffer.Append(',');
        }

        buffer.Append(close);
        Leave();
    }

    internal void Dict(DictValue dict)
    {
        if (!Enter(dict, "{...}"))
        {
            return;
        }

        buffer.Append('{');
        var first = true;
        foreach (var entry in dict.Entries)
        {
            if (!first)
            {
                buffer.Append(", ");
            }

            first = false;
            Write(entry.Key);
            buffer.Append(": ");
            Write(entry.Value);
        }

        buffer.Append('}');
        Leave();
    }

    /// <summary>Goes into a container; false, with the mark printed, when it is already open.</summary>
    private bool Enter(HeapValue owner, string cycle)
    {
        _open ??= [];
        if (_open.Contains(owner))
        {
            buffer.Append(cycle);
            return false;
        }

        if (_open.Count >= state.Limits.MaxValueDepth)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {state.Limits.MaxValueDepth}.");
        }

        _open.Add(owner);
        return true;
    }

    private void Leave() => _open!.RemoveAt(_open.Count - 1);

    private void Number(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.None:
                buffer.Append("None");
                break;
            case ValueKind.Bool:
                buffer.Append(value.Bool ? "True" : "False");
                break;
            case ValueKind.Int:
                buffer.Append(value.Int);
                break;
            case ValueKind.Float:
                buffer.Append(Repr.Of(value.Double));
                break;
            default:
                buffer.Append(Arithmetic.Digits(state, value.Big));
                break;
        }
    }
}
