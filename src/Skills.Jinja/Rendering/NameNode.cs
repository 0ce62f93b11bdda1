using System.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>Reads a variable of this frame or, with hops, of one around it.</summary>
internal sealed class NameNode(int position, string name, int hops, int slot) : ExprNode(position)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);

    internal override bool Write(TemplateState state, Frame frame)
    {
        var owner = hops == 0 ? frame : frame.Up(hops);
        if (!owner.Slots[slot].IsUnresolved || !owner.Context.TryPeekText(name, _utf8, out var text))
        {
            return base.Write(state, frame);
        }

        JsonText.Write(state, text);
        return false;
    }

    internal override Value Eval(TemplateState state, Frame frame)
    {
        var owner = hops == 0 ? frame : frame.Up(hops);
        var value = owner.Slots[slot];
        return value.IsMissing ? Resolve(state, owner, value) : value;
    }

    private Value Resolve(TemplateState state, Frame owner, Value value)
    {
        if (value.IsUnresolved)
        {
            value = owner.Context.Resolve(name);
            if (!value.IsMissing)
            {
                owner.Slots[slot] = value;
                return value;
            }
        }

        return state.Undefined(name);
    }
}
