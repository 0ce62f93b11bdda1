using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A call of a builtin whose arguments were matched to parameters when it was compiled.</summary>
internal sealed class BoundCall
{
    private readonly Builtin _builtin;
    private readonly ExprNode?[] _values;

    private BoundCall(Builtin builtin, ExprNode?[] values) => (_builtin, _values) = (builtin, values);

    /// <summary>Whether the builtin can print without making a string first.</summary>
    internal bool CanPrint => _builtin.Printer is not null;

    /// <summary>Null when the arguments do not fit, or only a run can tell.</summary>
    internal static BoundCall? TryBind(Builtin builtin, ArgumentNodes arguments)
    {
        if (!arguments.IsPlain || builtin.TakesRest)
        {
            return null;
        }

        var values = new ExprNode?[builtin.Parameters.Length - 1];
        if (arguments.Positional.Length > values.Length)
        {
            return null;
        }

        arguments.Positional.CopyTo(values, 0);
        foreach (var (name, value) in arguments.Keywords)
        {
            var at = builtin.IndexOf(name) - 1;
            if (at < 0 || values[at] is not null)
            {
                return null;
            }

            values[at] = value;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null && builtin.IsRequired(i + 1))
            {
                return null;
            }
        }

        return new(builtin, values);
    }

    internal Value Invoke(TemplateState state, Frame frame, Value first, int position)
    {
        if (_values.Length == 0)
        {
            state.Position = position;
            state.Step();
            return Run(state, frame, new ReadOnlySpan<Value>(in first));
        }

        var start = Push(state, frame, first, position);
        var result = Run(state, frame, state.Stack.AsSpan(start, _values.Length + 1));
        state.StackTop = start;
        return result;
    }

    /// <summary>Prints at the end of the output; says whether that is markup.</summary>
    internal bool Print(TemplateState state, Frame frame, Value first, int position)
    {
        var start = Push(state, frame, first, position);
        var isMarkup = _builtin.Printer!(state, frame, state.Stack.AsSpan(start, _values.Length + 1));
        state.StackTop = start;
        return isMarkup;
    }

    private int Push(TemplateState state, Frame frame, Value first, int position)
    {
        var start = state.Push(_values.Length + 1);
        state.Stack[start] = first;
        for (var i = 0; i < _values.Length; i++)
        {
            var value = _values[i]?.Eval(state, frame) ?? _builtin.Defaults[i + 1];
            state.Stack[start + i + 1] = value;
        }

        state.Position = position;
        state.Step();
        return start;
    }

    private Value Run(TemplateState state, Frame frame, ReadOnlySpan<Value> args) =>
        _builtin.Contextual is { } contextual ? contextual(state, frame, args) : _builtin.Body(state, args);
}
