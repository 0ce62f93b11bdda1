namespace Skills.Jinja.Rendering;

/// <summary>A for loop in the frame around it.</summary>
internal sealed class ForNode(int position, ForParts parts) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var items = parts.Iter.Eval(state, frame);
        state.Position = parts.Iter.Position;
        return LoopRunner.Run(state, frame, parts, items, null, 0, Position);
    }
}
