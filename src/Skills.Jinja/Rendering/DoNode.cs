namespace Skills.Jinja.Rendering;

internal sealed class DoNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        expression.Eval(state, frame);
        return Flow.Next;
    }
}
