using Skills.Jinja.Values;

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

    /// <summary>Runs a body and takes its text off the output; without a text when the body ended in break or continue.</summary>
    protected static Flow Capture(StmtNode[] body, TemplateState state, Frame frame, EscapeMode escape, out Value text)
    {
        var start = state.Output.Length;
        var flow = Run(body, state, frame);
        if (flow != Flow.Next)
        {
            state.Output.Truncate(start);
            text = default;
            return flow;
        }

        // What the body printed was escaped then, so where escaping is on its text is markup.
        state.BuildString(state.Output.Length - start);
        var markup = escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape);
        text = Value.Text(state.Output.Cut(start), markup);
        return flow;
    }
}
