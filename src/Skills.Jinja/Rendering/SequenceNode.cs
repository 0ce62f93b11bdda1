using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class SequenceNode(int position, ValueKind kind, ExprNode[] items) : ExprNode(position)
{
    internal override Value Eval(TemplateState state, Frame frame)
    {
        if (kind == ValueKind.Dict)
        {
            return Value.Of(Dict(state, frame));
        }

        state.BuildList(items.Length);
        var values = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Eval(state, frame);
        }

        return kind == ValueKind.List ? Value.Of(new ListValue(values)) : Value.Of(new TupleValue(values));
    }

    private DictValue Dict(TemplateState state, Frame frame)
    {
        var dict = new DictValue();
        for (var i = 0; i < items.Length; i += 2)
        {
            var key = items[i].Eval(state, frame);
            var value = items[i + 1].Eval(state, frame);
            state.Position = items[i].Position;
            dict.Set(state, key, value);
        }

        return dict;
    }
}
