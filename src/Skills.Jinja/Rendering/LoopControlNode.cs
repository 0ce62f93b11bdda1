namespace Skills.Jinja.Rendering;

internal sealed class LoopControlNode(int position, bool isBreak) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame) => isBreak ? Flow.Break : Flow.Continue;
}
