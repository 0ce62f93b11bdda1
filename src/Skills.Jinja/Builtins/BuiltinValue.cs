using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>A builtin as a value: a global function, or a method bound to its object.</summary>
internal sealed class BuiltinValue(Builtin builtin, Value self) : HeapValue(ValueKind.Function)
{
    // Some of Jinja's global functions are Python classes.
    private readonly string? _className = self.IsMissing
        ? builtin.Name switch { "dict" or "range" => builtin.Name, "cycler" => "jinja2.utils.Cycler", "joiner" => "jinja2.utils.Joiner", "namespace" => "jinja2.utils.Namespace", _ => null }
        : null;

    internal override string TypeName => _className is not null ? "type" : self.IsMissing ? "function" : "builtin_function_or_method";

    internal override bool IsCallable => true;

    internal override void WriteRepr(ReprWriter writer) => writer.Append(
        _className is not null ? $"<class '{_className}'>"
        : self.IsMissing
        ? $"<function {builtin.Name}>"
        : $"<built-in method {builtin.Name} of {Types.Name(self)} object>");

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = default;
        return self.IsMissing && builtin.Name == "dict" && name == "fromkeys" && MethodTable.TryBind(Value.Of(new DictValue()), name, out value);
    }

    internal override Value Call(RenderState state, CallArguments arguments)
    {
        if (!self.IsMissing)
        {
            arguments = arguments with { Positional = [self, .. arguments.Positional] };
        }

        return builtin.Invoke(state, arguments, state.Position);
    }
}
