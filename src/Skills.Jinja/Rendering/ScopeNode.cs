namespace Skills.Jinja.Rendering;

/// <summary>A scope of its own: with, autoescape.</summary>
internal sealed class ScopeNode(int position, SlotSetup[] setup, (StoreNode Target, ExprNode Value)[] bindings, StmtNode[] body) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        foreach (var (target, value) in bindings)
        {
            target.Store(state, frame, value.Eval(state, frame));
        }

        return Run(body, state, frame);
    }
}
