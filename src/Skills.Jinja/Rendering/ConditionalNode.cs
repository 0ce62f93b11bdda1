using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class ConditionalNode(int position, ExprNode test, ExprNode then, ExprNode? otherwise, Func<string> missing) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        if (test.Test(state, frame))
        {
            return then.Eval(state, frame);
        }

        return otherwise is null
            ? Value.Of(new UndefinedValue(JinjaUndefined.Default, null, hint: missing()))
            : otherwise.Eval(state, frame);
    }

    internal override bool Write(TemplateState state, Frame frame) => test.Test(state, frame)
        ? then.Write(state, frame)
        : otherwise is not null && otherwise.Write(state, frame);
}
