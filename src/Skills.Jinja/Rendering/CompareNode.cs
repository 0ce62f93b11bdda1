using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class CompareNode(int position, ExprNode first, (CompareOp Op, ExprNode Operand)[] rest) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame) => Value.Of(Test(state, frame));

    internal override bool Test(TemplateState state, Frame frame)
    {
        var left = first.Eval(state, frame);
        foreach (var (op, operand) in rest)
        {
            var right = operand.Eval(state, frame);
            state.Position = Position;
            if (!Comparison.Holds(state, op, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}
