using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>and</c> and <c>or</c>: give the operand that decided.</summary>
internal sealed class LogicNode(int position, bool isAnd, ExprNode[] items) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        for (var i = 0; ; i++)
        {
            var value = items[i].Eval(state, frame);
            if (i == items.Length - 1)
            {
                return value;
            }

            state.Position = items[i].Position;
            if (Types.Truthy(value) != isAnd)
            {
                return value;
            }
        }
    }

    internal override bool Test(TemplateState state, Frame frame)
    {
        foreach (var item in items)
        {
            if (item.Test(state, frame) != isAnd)
            {
                return !isAnd;
            }
        }

        return isAnd;
    }
}
