using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class CallNode(int position, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var callee = target.Eval(state, frame);
        return Calls.Invoke(state, frame, callee, arguments, callee.IsUndefined ? target.Position : Position);
    }

    internal override bool Write(TemplateState state, Frame frame)
    {
        var callee = target.Eval(state, frame);
        if (callee.Ref is MacroValue macro)
        {
            var values = arguments.Eval(state, frame);
            state.Position = Position;
            macro.Run(values);
            return frame.Context.Autoescape;
        }

        var value = Calls.Invoke(state, frame, callee, arguments, callee.IsUndefined ? target.Position : Position);
        state.Writer.Text(value);
        return value.IsMarkup;
    }
}
