using Skills.Jinja.Ast;
using Skills.Jinja.Builtins;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class BinaryNode(int position, TokenType op, ExprNode left, ExprNode right) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var a = left.Eval(state, frame);
        var b = right.Eval(state, frame);
        state.Position = Position;
        state.Step();
        return op switch
        {
            TokenType.Add => Arithmetic.Add(state, a, b),
            TokenType.Sub => Arithmetic.Subtract(a, b),
            TokenType.Mul => Arithmetic.Multiply(state, a, b),
            TokenType.Div => Arithmetic.Divide(a, b),
            TokenType.FloorDiv => Arithmetic.FloorDivide(a, b),
            TokenType.Mod => Arithmetic.Modulo(state, a, b),
            _ => Arithmetic.Power(a, b),
        };
    }
}

/// <summary><c>a ~ b</c>: the texts of the operands, joined. Where autoescape is known to be on and one is markup, the others are escaped and the result is markup.</summary>
internal sealed class ConcatNode(int position, ExprNode[] items, EscapeMode escape) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var values = new Value[items.Length];
        var markup = false;
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Eval(state, frame);
            markup |= values[i].IsMarkup;
        }

        var escapes = markup && escape == EscapeMode.On;
        state.Position = Position;
        var buffer = state.Rent();
        var writer = new ReprWriter(state, buffer);
        foreach (var value in values)
        {
            if (escapes && !value.IsMarkup)
            {
                Html.Escape(buffer, state.Text(value));
            }
            else
            {
                writer.Text(value);
            }
        }

        return Value.Text(state.Return(buffer), escapes);
    }

    internal override bool Write(RenderState state, Frame frame)
    {
        if (escape != EscapeMode.Off)
        {
            return base.Write(state, frame);
        }

        foreach (var item in items)
        {
            item.Write(state, frame);
        }

        return false;
    }
}

internal sealed class CompareNode(int position, ExprNode first, (CompareOp Op, ExprNode Operand)[] rest) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame) => Value.Of(Test(state, frame));

    internal override bool Test(RenderState state, Frame frame)
    {
        var left = first.Eval(state, frame);
        foreach (var (op, operand) in rest)
        {
            var right = operand.Eval(state, frame);
            state.Position = Position;
            if (!Holds(state, op, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    internal static bool Holds(RenderState state, CompareOp op, Value a, Value b) => op switch
    {
        CompareOp.Eq => Comparison.Equal(a, b, state),
        CompareOp.Ne => !Comparison.Equal(a, b, state),
        CompareOp.Lt => Comparison.Compare(a, b, "<", state) == -1,
        CompareOp.LtEq => Comparison.Compare(a, b, "<=", state) is -1 or 0,
        CompareOp.Gt => Comparison.Compare(a, b, ">", state) == 1,
        CompareOp.GtEq => Comparison.Compare(a, b, ">=", state) is 1 or 0,
        CompareOp.In => Containment.Contains(state, b, a),
        _ => !Containment.Contains(state, b, a),
    };
}
