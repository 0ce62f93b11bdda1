using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A macro, or the body of a call block, with the frame it was made in.</summary>
internal sealed class MacroValue(MacroCode code, Frame outer, TemplateState state) : HeapValue(ValueKind.Function)
{
    private readonly CompiledTemplate _template = state.Template;

    internal override string TypeName => "Macro";

    internal override string Description => "jinja2.runtime.Macro object";

    internal override bool IsCallable => true;

    internal override void WriteRepr(ReprWriter writer)
    {
        writer.Append("<Macro ");
        if (code.Name is null)
        {
            writer.Append("anonymous>");
            return;
        }

        writer.Append(Repr.Of(code.Name));
        writer.Append(">");
    }

    internal override Value Call(RenderState caller, CallArguments arguments) => Call(arguments, outer.Context);

    internal Value Call(CallArguments arguments, RenderContext caller)
    {
        var start = state.Output.Length;
        Run(arguments);
        state.BuildString(state.Output.Length - start);
        // The output of a macro is markup where the caller escapes: it was escaped already.
        return Value.Text(state.Output.Cut(start), caller.Autoescape);
    }

    /// <summary>Runs the body; its text stays at the end of the output.</summary>
    internal void Run(CallArguments arguments)
    {
        state.Enter();
        // A macro sees the variables of the place where it is defined, not those of its caller.
        var frame = code.Code.NewFrame(outer.Context, outer);
        Bind(frame, arguments);
        var (position, caller) = (state.Position, state.Template);
        state.Template = _template;
        FillDefaults(frame);
        code.Code.Run(state, frame);
        state.Template = caller;
        state.Position = position;
        state.Leave();
    }

    internal override bool TryGetAttribute(RenderState caller, string name, out Value value)
    {
        value = name switch
        {
            "name" => code.Name is null ? Value.None : Value.Of(code.Name),
            "arguments" => Value.Of(new TupleValue([.. code.Parameters.Select(static p => Value.Of(p))])),
            "catch_kwargs" => Value.Of(code.KeywordsSlot >= 0),
            "catch_varargs" => Value.Of(code.VarargsSlot >= 0),
            "caller" => Value.Of(code.CallerSlot >= 0 || code.ExplicitCaller),
            "explicit_caller" => Value.Of(code.ExplicitCaller),
            _ => default,
        };
        return !value.IsMissing;
    }

    private void Bind(Frame frame, CallArguments arguments)
    {
        var positional = arguments.Positional;
        var keywords = arguments.Keywords;
        var count = code.Parameters.Length;
        for (var i = 0; i < count; i++)
        {
            frame.Slots[code.Slots[i]] = i < positional.Length ? positional[i] : Value.Missing;
        }

        List<KeyValuePair<string, Value>>? extra = null;
        var caller = Value.Missing;
        foreach (var keyword in keywords)
        {
            var at = Array.IndexOf(code.Parameters, keyword.Key);
            if (at >= positional.Length)
            {
                frame.Slots[code.Slots[at]] = keyword.Value;
            }
            // "caller" is an argument of its own, and not one of kwargs (Jinja, Call).
            else if (at < 0 && keyword.Key == "caller" && code.CallerSlot >= 0)
            {
                caller = keyword.Value;
            }
            else
            {
                (extra ??= []).Add(keyword);
            }
        }

        if (code.CallerSlot >= 0)
        {
            frame.Slots[code.CallerSlot] = caller.IsMissing || caller.IsNone ? state.UndefinedHint("No caller defined", "caller") : caller;
        }

        BindRest(frame, positional, extra);
    }

    private void BindRest(Frame frame, Value[] positional, List<KeyValuePair<string, Value>>? extra)
    {
        if (code.KeywordsSlot >= 0)
        {
            var dict = new DictValue();
            extra?.ForEach(k => dict.Set(state, Value.Of(k.Key), k.Value));
            frame.Slots[code.KeywordsSlot] = Value.Of(dict);
        }
        else if (extra is not null)
        {
            var name = Repr.Of(code.Name ?? "None");
            throw RuntimeFault.Type(extra.Exists(static k => k.Key == "caller")
                ? $"macro {name} was invoked with two values for the special caller argument. This is most likely a bug."
                : $"macro {name} takes no keyword argument {Repr.Of(extra[0].Key)}");
        }

        if (code.VarargsSlot >= 0)
        {
            frame.Slots[code.VarargsSlot] = Value.Of(new TupleValue(positional.Length > code.Parameters.Length ? positional[code.Parameters.Length..] : []));
        }
        else if (positional.Length > code.Parameters.Length)
        {
            throw RuntimeFault.Type($"macro {Repr.Of(code.Name ?? "None")} takes not more than {code.Parameters.Length} argument(s)");
        }
    }

    private void FillDefaults(Frame frame)
    {
        for (var i = 0; i < code.Parameters.Length; i++)
        {
            ref var slot = ref frame.Slots[code.Slots[i]];
            if (slot.IsMissing)
            {
                // Defaults are evaluated at each call, and may name the parameters before them.
                slot = code.Defaults[i] is { } given
                    ? given.Eval(state, frame)
                    : state.UndefinedHint($"parameter {Repr.Of(code.Parameters[i])} was not provided", code.Parameters[i]);
            }
        }
    }
}
