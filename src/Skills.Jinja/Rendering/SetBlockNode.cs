using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>{% set x %}…{% endset %}</c>.</summary>
internal sealed class SetBlockNode(int position, StoreNode target, SlotSetup[] setup, StmtNode[] body, ExprNode? filter, int bodySlot, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var flow = Capture(body, state, frame, escape, out var value);
        if (flow != Flow.Next)
        {
            return flow;
        }

        if (filter is not null)
        {
            var markup = value.IsMarkup;
            frame.Slots[bodySlot] = value;
            value = filter.Eval(state, frame);
            value = markup && value.IsString ? Value.Markup(value.String) : value;
        }

        state.Position = Position;
        target.Store(state, frame, value);
        return Flow.Next;
    }
}
