namespace Skills.Jinja.Rendering;

/// <summary><c>{{ expression }}</c> without escape or finalize.</summary>
internal sealed class OutputNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        expression.Write(state, frame);
        return Flow.Next;
    }
}
