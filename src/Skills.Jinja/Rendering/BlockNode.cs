using Skills.Jinja.Text;

namespace Skills.Jinja.Rendering;

internal sealed class BlockNode(int position, string name, bool required, (string Name, int Hops, int Slot)[]? locals) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var stack = frame.Context.BlockStack(name)!;
        if (required && stack.Count <= 1)
        {
            state.Position = Position;
            throw RuntimeFault.Runtime($"Required block {Repr.Of(name)} not found");
        }

        var context = locals is null ? frame.Context : frame.Context.DeriveBlock(LocalValues.Of(frame, locals));
        stack[0].Run(state, context);
        return Flow.Next;
    }
}
