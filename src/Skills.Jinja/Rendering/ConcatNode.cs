using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>a ~ b</c>: the texts of the operands, joined. Where autoescape is known to be on and one is markup, the others are escaped and the result is markup.</summary>
internal sealed class ConcatNode(int position, ExprNode[] items, EscapeMode escape) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        var values = new Value[items.Length];
        var markup = false;
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Eval(state, frame);
            markup |= values[i].IsMarkup;
        }

        var escapes = markup && escape == EscapeMode.On;
        state.Position = Position;
        var buffer = state.Rent();
        var writer = new ReprWriter(state, buffer);
        foreach (var value in values)
        {
            if (escapes && !value.IsMarkup)
            {
                Html.Escape(buffer, state.Text(value));
            }
            else
            {
                writer.Text(value);
            }
        }

        return Value.Text(state.Return(buffer), escapes);
    }

    internal override bool Write(TemplateState state, Frame frame)
    {
        if (escape != EscapeMode.Off)
        {
            return base.Write(state, frame);
        }

        foreach (var item in items)
        {
            item.Write(state, frame);
        }

        return false;
    }
}
