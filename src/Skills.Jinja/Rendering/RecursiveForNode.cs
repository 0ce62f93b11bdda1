using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A recursive loop: its body has a frame of its own for each level.</summary>
internal sealed class RecursiveForNode(int position, ForParts parts, CompiledCode frameOf) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var items = parts.Iter.Eval(state, frame);
        state.Position = Position;
        RunLevel(state, frame, items, 0);
        return Flow.Next;
    }

    internal Value Call(TemplateState state, Frame outer, Value items, int depth)
    {
        var start = state.Output.Length;
        RunLevel(state, outer, items, depth);
        state.BuildString(state.Output.Length - start);
        return Value.Text(state.Output.Cut(start), outer.Context.Autoescape);
    }

    private void RunLevel(TemplateState state, Frame outer, Value items, int depth)
    {
        state.Enter();
        var frame = frameOf.NewFrame(outer.Context, outer);
        state.Position = Position;
        LoopRunner.Run(state, frame, parts, items, (value, level) => Call(state, outer, value, level), depth, Position);
        state.Leave();
    }
}
