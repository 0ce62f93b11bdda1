using System.Text;
using System.Text.Json;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a.b</c>: attribute first, then item.</summary>
internal sealed class AttributeNode(int position, ExprNode target, string name) : ExprNode(position)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
    private readonly bool _isDictMethod = Builtins.DictMethods.Table.ContainsKey(name);

    internal ExprNode Target => target;

    internal string Name => name;

    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (value.Ref is DictValue dict && !_isDictMethod && name[0] != '_' && dict.TryGetString(name, _utf8, out var item))
        {
            return item;
        }

        state.Position = Position;
        return Access.Attribute(state, value, name);
    }

    internal override bool Write(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (value.Ref is DictValue dict && !_isDictMethod && name[0] != '_')
        {
            if (dict.TryPeek(_utf8, out var element) && element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                JsonText.Write(state, element);
                return false;
            }

            if (dict.TryGetString(name, _utf8, out var item))
            {
                state.Writer.Text(item);
                return item.IsMarkup;
            }
        }

        state.Position = Position;
        value = Access.Attribute(state, value, name);
        state.Writer.Text(value);
        return value.IsMarkup;
    }
}

/// <summary><c>a[b]</c>: item first, then attribute.</summary>
internal sealed class ItemNode(int position, ExprNode target, ExprNode key) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var index = key.Eval(state, frame);
        state.Position = Position;
        return Access.Item(state, value, index);
    }
}

/// <summary><c>a[b:c]</c>. Where Jinja computes a constant, what cannot be sliced is merely missing.</summary>
internal sealed class SliceNode(int position, ExprNode target, ExprNode? start, ExprNode? stop, ExprNode? step, bool isFolding) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
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
