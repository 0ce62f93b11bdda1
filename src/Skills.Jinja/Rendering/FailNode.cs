using Skills.Jinja.Text;

namespace Skills.Jinja.Rendering;

internal sealed class FailNode(int position, JinjaErrorKind kind, string message) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        throw new RuntimeFault(kind, message);
    }
}
