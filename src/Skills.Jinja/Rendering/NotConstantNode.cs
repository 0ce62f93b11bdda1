using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A part of an expression that has no value while Jinja compiles.</summary>
internal sealed class NotConstantNode(int position) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame) => throw new NotConstantException();
}
