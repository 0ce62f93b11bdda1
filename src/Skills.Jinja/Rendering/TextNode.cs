namespace Skills.Jinja.Rendering;

internal sealed class TextNode(int position, string text) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Output.Append(text);
        return Flow.Next;
    }
}
