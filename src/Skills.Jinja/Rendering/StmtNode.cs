namespace Skills.Jinja.Rendering;

/// <summary>A statement ready to run.</summary>
internal abstract class StmtNode(int position)
{
    internal int Position { get; } = position;

    internal abstract Flow Exec(TemplateState state, Frame frame);

    internal static Flow Run(StmtNode[] body, TemplateState state, Frame frame)
    {
        foreach (var node in body)
        {
            state.Step();
            var flow = node.Exec(state, frame);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}
