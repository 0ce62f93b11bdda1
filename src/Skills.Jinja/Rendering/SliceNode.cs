using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a[b:c]</c>. Where Jinja computes a constant, what cannot be sliced is merely missing.</summary>
internal sealed class SliceNode(int position, ExprNode target, ExprNode? start, ExprNode? stop, ExprNode? step, bool isFolding) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var from = start?.Eval(state, frame) ?? Value.None;
        var to = stop?.Eval(state, frame) ?? Value.None;
        var by = step?.Eval(state, frame) ?? Value.None;
        state.Position = Position;
        try
        {
            return Slices.Slice(state, value, from, to, by);
        }
        catch (RuntimeFault fault) when (isFolding && fault.Kind == JinjaErrorKind.Type)
        {
            return Access.MissingElement(state, value, $"slice({Printing.Repr(state, from)}, {Printing.Repr(state, to)}, {Printing.Repr(state, by)})");
        }
    }
}
