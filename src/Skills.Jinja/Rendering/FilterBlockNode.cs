namespace Skills.Jinja.Rendering;

/// <summary><c>{% filter f %}…{% endfilter %}</c>.</summary>
internal sealed class FilterBlockNode(int position, SlotSetup[] setup, StmtNode[] body, StmtNode output, int bodySlot, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var flow = Capture(body, state, frame, escape, out frame.Slots[bodySlot]);
        return flow == Flow.Next ? output.Exec(state, frame) : flow;
    }
}
