using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a[b]</c>: item first, then attribute.</summary>
internal sealed class ItemNode(int position, ExprNode target, ExprNode key) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var index = key.Eval(state, frame);
        state.Position = value.IsUndefined ? target.Position : Position;
        return Access.Item(state, value, index);
    }
}
