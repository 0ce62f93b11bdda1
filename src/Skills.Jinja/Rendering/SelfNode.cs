using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>Puts <c>self</c> in its slot.</summary>
internal sealed class SelfNode(int slot) : StmtNode(0)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        frame.Slots[slot] = Value.Of(new SelfValue(state, frame.Context, state.Template.Name));
        return Flow.Next;
    }
}
