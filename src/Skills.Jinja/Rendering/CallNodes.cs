using System.Collections.Frozen;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The arguments of a call, ready to be evaluated.</summary>
internal sealed class ArgumentNodes(ExprNode[] positional, (string Name, ExprNode Value)[] keywords, ExprNode? star, ExprNode? doubleStar)
{
    internal ExprNode[] Positional => positional;

    internal (string Name, ExprNode Value)[] Keywords => keywords;

    internal bool IsPlain => star is null && doubleStar is null;

    /// <summary>Evaluates all, behind some arguments that are already there.</summary>
    internal CallArguments Eval(RenderState state, Frame frame, params ReadOnlySpan<Value> first)
    {
        var values = new Value[first.Length + positional.Length];
        first.CopyTo(values);
        for (var i = 0; i < positional.Length; i++)
        {
            values[first.Length + i] = positional[i].Eval(state, frame);
        }

        if (star is not null)
        {
            List<Value> more = [.. values];
            more.AddRange(Iteration.ToList(state, star.Eval(state, frame)));
            values = [.. more];
        }

        var named = keywords.Length == 0 ? [] : new KeyValuePair<string, Value>[keywords.Length];
        for (var i = 0; i < named.Length; i++)
        {
            named[i] = new(keywords[i].Name, keywords[i].Value.Eval(state, frame));
        }

        return new(values, doubleStar is null ? Distinct(named) : Merge(state, named, doubleStar.Eval(state, frame)));
    }

    private static KeyValuePair<string, Value>[] Distinct(KeyValuePair<string, Value>[] named)
    {
        for (var i = 1; i < named.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (named[i].Key == named[j].Key)
                {
                    throw RuntimeFault.Type($"keyword argument repeated: {named[i].Key}");
                }
            }
        }

        return named;
    }

    private static KeyValuePair<string, Value>[] Merge(RenderState state, KeyValuePair<string, Value>[] named, Value map)
    {
        if (map.Ref is not DictValue dict)
        {
            throw map.Ref is UndefinedValue undefined && undefined.Mode == JinjaUndefined.Strict
                ? undefined.Fault()
                : RuntimeFault.Type($"argument after ** must be a mapping, not {Types.Name(map)}");
        }

        var all = named.ToList();
        foreach (var entry in dict.Entries)
        {
            state.Step();
            all.Add(new(entry.Key.IsString ? entry.Key.String : throw RuntimeFault.Type("keywords must be strings"), entry.Value));
        }

        return Distinct([.. all]);
    }
}

internal sealed class CallNode(int position, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var callee = target.Eval(state, frame);
        return Calls.Invoke(state, frame, callee, arguments, Position);
    }

    internal override bool Write(RenderState state, Frame frame)
    {
        var callee = target.Eval(state, frame);
        if (callee.Ref is MacroValue macro)
        {
            var values = arguments.Eval(state, frame);
            state.Position = Position;
            macro.Run(state, values);
            return frame.Context.Autoescape;
        }

        var value = Calls.Invoke(state, frame, callee, arguments, Position);
        state.Writer.Text(value);
        return value.IsMarkup;
    }
}

/// <summary><c>value.method(…)</c>: builtin methods are called without making a bound method.</summary>
internal sealed class MethodCallNode(int position, int namePosition, ExprNode target, string name, ArgumentNodes arguments) : ExprNode(position)
{
    private readonly BoundCall? _onString = Prepare(StringMethods.Table, name, arguments);
    private readonly BoundCall? _onList = Prepare(ListMethods.Table, name, arguments);
    private readonly BoundCall? _onDict = Prepare(DictMethods.Table, name, arguments);

    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var direct = value.Kind switch
        {
            ValueKind.String => _onString,
            ValueKind.List when state.Environment.Options.Sandbox == JinjaSandbox.Mutable => _onList,
            ValueKind.Dict when state.Environment.Options.Sandbox == JinjaSandbox.Mutable || name is "get" or "items" or "keys" or "values" or "copy" => _onDict,
            _ => null,
        };
        if (direct is not null)
        {
            return direct.Invoke(state, frame, value, Position);
        }

        state.Position = namePosition;
        var callee = Access.Attribute(state, value, name);
        return Calls.Invoke(state, frame, callee, arguments, Position);
    }

    private static BoundCall? Prepare(FrozenDictionary<string, Builtin> table, string name, ArgumentNodes arguments) =>
        arguments.IsPlain && table.TryGetValue(name, out var builtin) ? BoundCall.TryBind(builtin, arguments) : null;
}

internal static class Calls
{
    internal static Value Invoke(RenderState state, Frame frame, Value callee, ArgumentNodes arguments, int position)
    {
        if (callee.Ref is UndefinedValue undefined)
        {
            state.Position = position;
            throw undefined.Fault();
        }

        var values = arguments.Eval(state, frame);
        state.Position = position;
        state.Step();
        return callee.Ref switch
        {
            MacroValue macro => macro.Call(state, values, frame.Context),
            HostFunctionValue function => function.Invoke(state, frame, values),
            HeapValue heap => heap.Call(state, values),
            _ => throw RuntimeFault.Type($"'{Types.Name(callee)}' object is not callable"),
        };
    }
}

/// <summary>A call of a builtin whose arguments were matched to parameters when it was compiled.</summary>
internal sealed class BoundCall
{
    private readonly Builtin _builtin;
    private readonly ExprNode?[] _values;

    private BoundCall(Builtin builtin, ExprNode?[] values) => (_builtin, _values) = (builtin, values);

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

    internal Value Invoke(RenderState state, Frame frame, Value first, int position)
    {
        if (_values.Length == 0)
        {
            state.Position = position;
            state.Step();
            return Run(state, frame, new ReadOnlySpan<Value>(in first));
        }

        var start = state.Push(_values.Length + 1);
        state.Stack[start] = first;
        for (var i = 0; i < _values.Length; i++)
        {
            var value = _values[i]?.Eval(state, frame) ?? _builtin.Defaults[i + 1];
            state.Stack[start + i + 1] = value;
        }

        state.Position = position;
        state.Step();
        var result = Run(state, frame, state.Stack.AsSpan(start, _values.Length + 1));
        state.StackTop = start;
        return result;
    }

    private Value Run(RenderState state, Frame frame, ReadOnlySpan<Value> args) =>
        _builtin.Contextual is { } contextual ? contextual(state, frame, args) : _builtin.Body(state, args);
}

/// <summary>A builtin filter, or a test when the result is wanted as a bool.</summary>
internal sealed class FilterNode(int position, Builtin builtin, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    private readonly BoundCall? _bound = BoundCall.TryBind(builtin, arguments);

    // A filter that only changes text may do so where the text was printed.
    private readonly TailFilter? _onTail = arguments.IsPlain && arguments.Positional.Length + arguments.Keywords.Length == 0 ? TailFilters.Find(builtin) : null;

    internal override bool Write(RenderState state, Frame frame)
    {
        if (_onTail is null)
        {
            return base.Write(state, frame);
        }

        var start = state.Output.Length;
        var markup = target.Write(state, frame);
        state.Step();
        return _onTail(state.Output, start, markup);
    }

    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        if (_bound is not null)
        {
            return _bound.Invoke(state, frame, value, Position);
        }

        return builtin.Contextual is null ? builtin.Invoke(state, arguments.Eval(state, frame, value), Position) : Contextual(state, frame, value);
    }

    private Value Contextual(RenderState state, Frame frame, Value value)
    {
        var values = arguments.Eval(state, frame, value);
        state.Position = Position;
        state.Step();
        return builtin.Contextual!(state, frame, builtin.Arrange(values));
    }
}

/// <summary>A filter or test of the host.</summary>
internal sealed class HostFilterNode(int position, HostFunctionValue function, ExprNode target, ArgumentNodes arguments, bool isTest) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        var value = target.Eval(state, frame);
        var values = arguments.Eval(state, frame, value);
        state.Position = Position;
        var result = function.Invoke(state, frame, values);
        return isTest ? Value.Of(Types.Truthy(result)) : result;
    }
}

/// <summary>A filter or test that is not known, in a place where Jinja only minds when it is reached.</summary>
internal sealed class UnknownFilterNode(int position, string message, string? nearest, ExprNode target, ArgumentNodes arguments) : ExprNode(position)
{
    internal override Value Eval(RenderState state, Frame frame)
    {
        arguments.Eval(state, frame, target.Eval(state, frame));
        state.Position = Position;
        throw new RuntimeFault(JinjaErrorKind.Runtime, message) { Suggestion = nearest };
    }
}
