using Skills.Jinja.Text;

namespace Skills.Jinja.Rendering;

internal sealed class ExtendsNode(int position, ExprNode template, bool mayBeSecond) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        if (mayBeSecond && frame.Context.Parent is not null)
        {
            throw RuntimeFault.Runtime("extended multiple times");
        }

        var name = template.Eval(state, frame);
        state.Position = Position;
        var parent = TemplateNames.Get(state, name);
        frame.Context.AddBlocks(parent);
        frame.Context.Parent = parent;
        return Flow.Next;
    }
}
