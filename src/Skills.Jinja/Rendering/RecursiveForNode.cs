using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A recursive loop: its body has a frame of its own for each level.</summary>
internal sealed class RecursiveForNode(int position, ForParts parts, CompiledCode frameOf) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var items = parts.Iter.Eval(state, frame);
        state.Position = Position;
        RunLevel(state, frame, state.Template, items, 0);
        return Flow.Next;
    }

    // A macro of another template may be given the loop and call it: the places in the body are those of this template.
    private Value Call(TemplateState state, Frame outer, CompiledTemplate template, Value items, int depth)
    {
        var caller = state.Template;
        state.Template = template;
        var start = state.Output.Length;
        RunLevel(state, outer, template, items, depth);
        state.Template = caller;
        state.BuildString(state.Output.Length - start);
        return Value.Text(state.Output.Cut(start), outer.Context.Autoescape);
    }

    private void RunLevel(TemplateState state, Frame outer, CompiledTemplate template, Value items, int depth)
    {
        state.Enter();
        var frame = frameOf.NewFrame(outer.Context, outer);
        state.Position = Position;
        LoopRunner.Run(state, frame, parts, items, (value, level) => Call(state, outer, template, value, level), depth, Position);
        state.Leave();
    }
}
