using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>Makes the caller of a call block.</summary>
internal sealed class CallerNode(int position, MacroCode code) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame) => Value.Of(new MacroValue(code, frame, state));
}
