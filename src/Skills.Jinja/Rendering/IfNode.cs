namespace Skills.Jinja.Rendering;

internal sealed class IfNode(int position, (ExprNode Test, StmtNode[] Body)[] branches, StmtNode[] otherwise) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        foreach (var (test, body) in branches)
        {
            if (test.Test(state, frame))
            {
                return Run(body, state, frame);
            }
        }

        return Run(otherwise, state, frame);
    }
}
