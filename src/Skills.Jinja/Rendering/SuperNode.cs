using Skills.Jinja.Syntax;

namespace Skills.Jinja.Rendering;

/// <summary>Puts <c>super</c> in its slot.</summary>
internal sealed class SuperNode(string name, int slot, SourceText source) : StmtNode(0)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var stack = frame.Context.BlockStack(name) ?? [];
        var depth = stack.FindIndex(b => ReferenceEquals(b.Source, source));
        frame.Slots[slot] = BlockValue.At(state, name, frame.Context, stack, depth < 0 ? int.MaxValue : depth + 1);
        return Flow.Next;
    }
}
