using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class SignNode(int position, bool negative, ExprNode operand) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = operand.Eval(state, frame);
        state.Position = Position;
        return negative ? Arithmetic.Negate(value) : Arithmetic.Plus(value);
    }
}
