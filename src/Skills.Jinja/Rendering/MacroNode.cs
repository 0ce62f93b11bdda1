using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class MacroNode(int position, MacroCode code, StoreNode target) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        target.Store(state, frame, Value.Of(new MacroValue(code, frame, state)));
        return Flow.Next;
    }
}
