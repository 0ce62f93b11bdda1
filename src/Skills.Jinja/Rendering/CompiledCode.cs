using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The code of a function: how many slots it needs, what they hold at first, what runs.</summary>
internal sealed class CompiledCode(int slotCount, SlotSetup[] setup, StmtNode[] body)
{
    internal Flow Run(TemplateState state, RenderContext context, Frame? outer)
    {
        var frame = NewFrame(context, outer);
        return Run(state, frame);
    }

    internal Frame NewFrame(RenderContext context, Frame? outer) => new(slotCount == 0 ? [] : new Value[slotCount], outer, context);

    internal Flow Run(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        return StmtNode.Run(body, state, frame);
    }
}
