using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A builtin filter, or a test when the result is wanted as a bool.</summary>
internal sealed class FilterNode(int position, Builtin builtin, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    private readonly BoundCall? _bound = BoundCall.TryBind(builtin, arguments);

    // A filter that only changes text may do so where the text was printed.
    private readonly TailFilter? _onTail = arguments.IsPlain && arguments.Positional.Length + arguments.Keywords.Length == 0 ? TailFilters.Find(builtin) : null;

    internal override bool Write(TemplateState state, Frame frame)
    {
        if (_bound is { CanPrint: true })
        {
            return _bound.Print(state, frame, target.Eval(state, frame), Position);
        }

        if (_onTail is null)
        {
            return base.Write(state, frame);
        }

        var start = state.Output.Length;
        var markup = target.Write(state, frame);
        state.Step();
        return _onTail(state.Output, start, markup);
    }

    internal override Value Eval(TemplateState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (_bound is not null)
        {
            return _bound.Invoke(state, frame, value, Position);
        }

        return builtin.Contextual is null ? builtin.Invoke(state, arguments.Eval(state, frame, value), Position) : Contextual(state, frame, value);
    }

    private Value Contextual(TemplateState state, Frame frame, Value value)
    {
        var values = arguments.Eval(state, frame, value);
        state.Position = Position;
        state.Step();
        return builtin.Contextual!(state, frame, builtin.Arrange(values));
    }
}
