using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>An expression ready to run.</summary>
internal abstract class ExprNode(int position)
{
    internal int Position { get; } = position;

    internal abstract Value Eval(RenderState state, Frame frame);

    internal virtual bool Test(RenderState state, Frame frame)
    {
        var value = Eval(state, frame);
        state.Position = Position;
        return Types.Truthy(value);
    }

    /// <summary>Prints the value as it is, without escape, at the end of the output; says whether it is markup. What is only printed need not become a string first.</summary>
    internal virtual bool Write(RenderState state, Frame frame)
    {
        var value = Eval(state, frame);
        if (value.Ref is string text)
        {
            state.Output.Append(text);
            return value.IsMarkup;
        }

        state.Position = Position;
        state.Writer.Text(value);
        return false;
    }
}

internal sealed class ConstNode(int position, Value value) : ExprNode(position)
{
    internal Value Value => value;

    internal override Value Eval(RenderState state, Frame frame) => value;
}

/// <summary>Reads a variable of this frame or, with hops, of one around it.</summary>
internal sealed class NameNode(int position, string name, int hops, int slot) : ExprNode(position)
{
    internal string Name => name;

    internal override Value Eval(RenderState state, Frame frame)
    {
        var owner = hops == 0 ? frame : frame.Up(hops);
        var value = owner.Slots[slot];
        return value.IsMissing ? Resolve(state, owner, value) : value;
    }

    private Value Resolve(RenderState state, Frame owner, Value value)
    {
        if (value.IsUnresolved)
        {
            value = owner.Context.Resolve(name);
            if (!value.IsMissing)
            {
                owner.Slots[slot] = value;
                return value;
            }
        }

        return state.Undefined(name);
    }
}

internal sealed class SequenceNode(int position, ValueKind kind, ExprNode[] items) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        state.BuildList(items.Length);
        if (kind == ValueKind.Dict)
        {
            return Value.Of(Dict(state, frame));
        }

        var values = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Eval(state, frame);
        }

        return kind == ValueKind.List ? Value.Of(new ListValue(values)) : Value.Of(new TupleValue(values));
    }

    private DictValue Dict(RenderState state, Frame frame)
    {
        var dict = new DictValue();
        for (var i = 0; i < items.Length; i += 2)
        {
            var key = items[i].Eval(state, frame);
            var value = items[i + 1].Eval(state, frame);
            state.Position = items[i].Position;
            dict.Set(key, value);
        }

        return dict;
    }
}

internal sealed class NotNode(int position, ExprNode operand) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame) => Value.Of(!operand.Test(state, frame));

    internal override bool Test(RenderState state, Frame frame) => !operand.Test(state, frame);
}

internal sealed class SignNode(int position, bool negative, ExprNode operand) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = operand.Eval(state, frame);
        state.Position = Position;
        return negative ? Arithmetic.Negate(value) : Arithmetic.Plus(value);
    }
}

/// <summary><c>and</c> and <c>or</c>: give the operand that decided.</summary>
internal sealed class LogicNode(int position, bool isAnd, ExprNode[] items) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        for (var i = 0; ; i++)
        {
            var value = items[i].Eval(state, frame);
            if (i == items.Length - 1)
            {
                return value;
            }

            state.Position = items[i].Position;
            if (Types.Truthy(value) != isAnd)
            {
                return value;
            }
        }
    }

    internal override bool Test(RenderState state, Frame frame)
    {
        foreach (var item in items)
        {
            if (item.Test(state, frame) != isAnd)
            {
                return !isAnd;
            }
        }

        return isAnd;
    }
}

internal sealed class ConditionalNode(int position, ExprNode test, ExprNode then, ExprNode? otherwise, Func<string> missing) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        if (test.Test(state, frame))
        {
            return then.Eval(state, frame);
        }

        return otherwise is null
            ? Value.Of(new UndefinedValue(JinjaUndefined.Default, null, hint: missing()))
            : otherwise.Eval(state, frame);
    }

    internal override bool Write(RenderState state, Frame frame) => test.Test(state, frame)
        ? then.Write(state, frame)
        : otherwise is not null && otherwise.Write(state, frame);
}
