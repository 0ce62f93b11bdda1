using Skills.Jinja.Ast;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class BinaryNode(int position, Operator op, ExprNode left, ExprNode right) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var a = left.Eval(state, frame);
        var b = right.Eval(state, frame);
        state.Position = Position;
        state.Step();
        return op switch
        {
            Operator.Add => Arithmetic.Add(state, a, b),
            Operator.Sub => Arithmetic.Subtract(state, a, b),
            Operator.Mul => Arithmetic.Multiply(state, a, b),
            Operator.Div => Arithmetic.Divide(state, a, b),
            Operator.FloorDiv => Arithmetic.FloorDivide(state, a, b),
            Operator.Mod => PercentFormat.Modulo(state, a, b),
            _ => Arithmetic.Power(state, a, b),
        };
    }
}
