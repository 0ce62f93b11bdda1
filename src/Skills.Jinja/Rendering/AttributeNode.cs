using System.Text;
using System.Text.Json;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a.b</c>: attribute first, then item.</summary>
internal sealed class AttributeNode(int position, ExprNode target, string name) : ExprNode(position)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);

    // In a dict such a name can only be an item.
    private readonly bool _isItem = name[0] != '_' && !DictMethods.Table.ContainsKey(name);

    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        return _isItem && value.Ref is DictValue dict && dict.TryGetString(name, _utf8, out var item) ? item : Attribute(state, value);
    }

    internal override bool IsDefined(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        return _isItem && value.Ref is DictValue dict
            ? dict.TryPeek(name, _utf8, out _) || (dict.TryGetString(name, _utf8, out var item) && !item.IsUndefined)
            : !Attribute(state, value).IsUndefined;
    }

    internal override bool Test(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (_isItem && value.Ref is DictValue dict)
        {
            if (dict.TryPeek(name, _utf8, out var element))
            {
                state.Position = Position;
                return element.ValueKind == JsonValueKind.String ? !JsonText.IsEmpty(element) : Types.Truthy(dict.Of(name, element));
            }

            if (dict.TryGetString(name, _utf8, out var item))
            {
                state.Position = Position;
                return Types.Truthy(item);
            }
        }

        value = Attribute(state, value);
        state.Position = Position;
        return Types.Truthy(value);
    }

    internal override bool Write(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (_isItem && value.Ref is DictValue dict)
        {
            if (dict.TryPeek(name, _utf8, out var element) && element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
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

        value = Attribute(state, value);
        state.Writer.Text(value);
        return value.IsMarkup;
    }

    private Value Attribute(TemplateState state, Value value)
    {
        state.Position = value.IsUndefined ? target.Position : Position;
        return Access.Attribute(state, value, name);
    }
}
