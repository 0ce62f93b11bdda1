using System.Text;
using System.Text.Json;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a.b</c>: attribute first, then item.</summary>
internal sealed class AttributeNode(int position, ExprNode target, string name) : ExprNode(position)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
    private readonly bool _isDictMethod = DictMethods.Table.ContainsKey(name);

    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (value.Ref is DictValue dict && !_isDictMethod && name[0] != '_' && dict.TryGetString(name, _utf8, out var item))
        {
            return item;
        }

        state.Position = value.IsUndefined ? target.Position : Position;
        return Access.Attribute(state, value, name);
    }

    internal override bool Write(TemplateState state, Frame frame)
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

        state.Position = value.IsUndefined ? target.Position : Position;
        value = Access.Attribute(state, value, name);
        state.Writer.Text(value);
        return value.IsMarkup;
    }
}
