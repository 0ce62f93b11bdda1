using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A part of an expression whose failure only means that it is no constant.</summary>
internal sealed class AttemptNode(int position, ExprNode inner) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        try
        {
            return inner.Eval(state, frame);
        }
        catch (RuntimeFault fault) when (fault.Kind != JinjaErrorKind.Limit)
        {
            throw new NotConstantException();
        }
    }
}
