namespace Skills.Jinja.Rendering;

/// <summary>An if, elif or else whose outputs only run while the template has not been extended, and other guarded code.</summary>
internal sealed class UnlessExtendedNode(int position, StmtNode inner) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame) => frame.Context.Parent is null ? inner.Exec(state, frame) : Flow.Next;
}
