using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>value is defined</c>, for which no value need be made.</summary>
internal sealed class DefinedNode(int position, ExprNode target) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame) => Value.Of(Test(state, frame));

    internal override bool Test(TemplateState state, Frame frame)
    {
        var isDefined = target.IsDefined(state, frame);
        state.Position = Position;
        state.Step();
        return isDefined;
    }
}
