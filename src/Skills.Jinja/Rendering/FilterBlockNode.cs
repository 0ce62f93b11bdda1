using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>{% filter f %}…{% endfilter %}</c>.</summary>
internal sealed class FilterBlockNode(int position, SlotSetup[] setup, StmtNode[] body, StmtNode output, int bodySlot, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var start = state.Output.Length;
        var flow = Run(body, state, frame);
        if (flow != Flow.Next)
        {
            state.Output.Truncate(start);
            return flow;
        }

        state.BuildString(state.Output.Length - start);
        var markup = escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape);
        frame.Slots[bodySlot] = Value.Text(state.Output.Cut(start), markup);
        return output.Exec(state, frame);
    }
}
