using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>An expression that Jinja evaluates while compiling when it can. Both ways give the same but for slices.</summary>
/// <param name="position">Where the expression begins.</param>
/// <param name="folded">The expression as Jinja's compiler computes it.</param>
/// <param name="plain">The expression as it runs.</param>
/// <param name="isPrinted">The value is printed at once; else it must have a spelling in Python to be a constant.</param>
internal sealed class FoldNode(int position, ExprNode folded, ExprNode plain, bool isPrinted) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var stackTop = state.StackTop;
        try
        {
            var value = folded.Eval(state, frame);
            if (isPrinted ? value.Ref is not UndefinedValue { Mode: JinjaUndefined.Strict } : HasSpelling(value, 0))
            {
                return value;
            }
        }
        catch (NotConstantException)
        {
            // It runs like any other expression, then.
            state.StackTop = stackTop;
        }

        return plain.Eval(state, frame);
    }

    private static bool HasSpelling(Value value, int depth) => depth < 100 && value.Kind switch
    {
        ValueKind.None or ValueKind.Bool or ValueKind.Int or ValueKind.BigInt or ValueKind.Float or ValueKind.Range or ValueKind.String => true,
        ValueKind.List or ValueKind.Tuple => AllHaveSpelling(Slices.Items(value), depth),
        ValueKind.Dict => EntriesHaveSpelling((DictValue)value.Heap, depth),
        _ => false,
    };

    private static bool AllHaveSpelling(ReadOnlySpan<Value> items, int depth)
    {
        foreach (var item in items)
        {
            if (!HasSpelling(item, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EntriesHaveSpelling(DictValue dict, int depth)
    {
        foreach (var entry in dict.Entries)
        {
            if (!HasSpelling(entry.Key, depth + 1) || !HasSpelling(entry.Value, depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}
