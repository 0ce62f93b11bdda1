using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A filter or test that is not known, in a place where Jinja only minds when it is reached.</summary>
internal sealed class UnknownFilterNode(int position, string message, string? nearest, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        arguments.Eval(state, frame, target.Eval(state, frame));
        state.Position = Position;
        throw new RuntimeFault(JinjaErrorKind.Runtime, message) { Suggestion = nearest };
    }
}
