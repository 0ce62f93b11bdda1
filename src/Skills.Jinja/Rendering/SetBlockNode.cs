using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>{% set x %}…{% endset %}</c>.</summary>
internal sealed class SetBlockNode(int position, StoreNode target, SlotSetup[] setup, StmtNode[] body, ExprNode? filter, int bodySlot, EscapeMode escape) : StmtNode(position)
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
        var value = Value.Text(state.Output.Cut(start), markup);
        if (filter is not null)
        {
            frame.Slots[bodySlot] = value;
            value = filter.Eval(state, frame);
            value = markup && value.IsString ? Value.Markup(value.String) : value;
        }

        state.Position = Position;
        target.Store(state, frame, value);
        return Flow.Next;
    }
}
