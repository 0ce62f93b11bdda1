namespace Skills.Jinja.Rendering;

internal sealed class SetNode(int position, StoreNode target, ExprNode value) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var result = value.Eval(state, frame);
        state.Position = Position;
        target.Store(state, frame, result);
        return Flow.Next;
    }
}
