using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class NotNode(int position, ExprNode operand) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame) => Value.Of(!operand.Test(state, frame));

    internal override bool Test(TemplateState state, Frame frame) => !operand.Test(state, frame);
}
