using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A filter or test of the host.</summary>
internal sealed class HostFilterNode(int position, HostFunctionValue function, ExprNode target, ArgumentNodes arguments, bool isTest) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var values = arguments.Eval(state, frame, value);
        state.Position = Position;
        var result = function.Invoke(state, frame, values);
        return isTest ? Value.Of(Types.Truthy(result)) : result;
    }
}
