namespace Skills.Jinja.Rendering;

internal sealed class AutoescapeNode(int position, ExprNode on, SlotSetup[] setup, StmtNode[] body) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var before = frame.Context.Autoescape;
        frame.Context.Autoescape = on.Test(state, frame);
        var flow = Run(body, state, frame);
        frame.Context.Autoescape = before;
        return flow;
    }
}
