using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>What a call or filter block gives: text, printed as it is.</summary>
internal sealed class RawOutputNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        var value = expression.Eval(state, frame);
        state.Output.Append(value.Ref as string ?? throw RuntimeFault.Type($"sequence item 0: expected str instance, {Types.Name(value)} found"));
        return Flow.Next;
    }
}
