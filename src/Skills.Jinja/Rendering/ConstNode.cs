using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class ConstNode(int position, Value value) : ExprNode(position)
{
    internal Value Value => value;

    internal override Value Eval(TemplateState state, Frame frame) => value;
}
