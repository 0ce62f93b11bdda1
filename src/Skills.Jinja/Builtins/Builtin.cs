using Skills.Jinja.Rendering;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The code of a builtin. Arguments come in the order of its parameters; missing optional ones hold their default.</summary>
internal delegate Value BuiltinBody(RenderState state, ReadOnlySpan<Value> args);

/// <summary>The code of a builtin that needs to know where it is called.</summary>
internal delegate Value ContextualBody(RenderState state, Frame frame, ReadOnlySpan<Value> args);

/// <summary>A filter, test, method or global function: its Python signature and its code.</summary>
internal sealed class Builtin
{
    private readonly bool _star;
    private readonly bool _doubleStar;
    private readonly bool _positionalOnly;

    // The signature lists Python's parameters, such as "s, width=4, first=False, *args"; a leading "/" makes all of them positional only.
    internal Builtin(string name, string signature, BuiltinBody body)
    {
        Name = name;
        Body = body;
        var names = new List<string>();
        var defaults = new List<Value>();
        foreach (var part in signature.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "/")
            {
                _positionalOnly = true;
            }
            else if (part.StartsWith("**", StringComparison.Ordinal))
            {
                _doubleStar = true;
            }
            else if (part.StartsWith('*'))
            {
                _star = true;
            }
            else
            {
                var pair = part.Split('=', 2);
                names.Add(pair[0]);
                defaults.Add(pair.Length == 1 ? default : Default(pair[1]));
            }
        }

        Parameters = [.. names];
        Defaults = [.. defaults];
    }

    internal Builtin(string name, string signature, ContextualBody body)
        : this(name, signature, (BuiltinBody)((_, _) => throw new InvalidOperationException(name))) => Contextual = body;

    internal string Name { get; }

    internal string[] Parameters { get; }

    internal Value[] Defaults { get; }

    internal BuiltinBody Body { get; }

    internal ContextualBody? Contextual { get; }

    /// <summary>Whether it takes any number of arguments: these come last, as a tuple, then a dict.</summary>
    internal bool TakesRest => _star || _doubleStar;

    internal bool IsRequired(int index) => Defaults[index].IsMissing;

    internal int IndexOf(string name) => _positionalOnly ? -1 : Array.IndexOf(Parameters, name);

    internal Value Invoke(RenderState state, CallArguments arguments, int position)
    {
        state.Position = position;
        state.Step();
        return Body(state, Arrange(arguments));
    }

    /// <summary>Matches arguments to parameters as Python does.</summary>
    internal Value[] Arrange(CallArguments arguments)
    {
        var count = Parameters.Length;
        var all = new Value[count + (_star ? 1 : 0) + (_doubleStar ? 1 : 0)];
        var given = Math.Min(count, arguments.Positional.Length);
        Array.Copy(arguments.Positional, all, given);
        if (arguments.Positional.Length > count && !_star)
        {
            throw RuntimeFault.Type($"{Name}() takes {count} positional argument(s) but {arguments.Positional.Length} were given");
        }

        if (_star)
        {
            all[count] = Value.Of(new TupleValue(arguments.Positional[given..]));
        }

        var rest = _doubleStar ? new DictValue() : null;
        foreach (var (name, value) in arguments.Keywords)
        {
            var at = IndexOf(name);
            if (at >= 0)
            {
                all[at] = at < given ? throw RuntimeFault.Type($"{Name}() got multiple values for argument '{name}'") : value;
            }
            else if (rest is not null)
            {
                rest.Set(Value.Of(name), value);
            }
            else
            {
                throw RuntimeFault.Type($"{Name}() got an unexpected keyword argument '{name}'");
            }
        }

        if (rest is not null)
        {
            all[^1] = Value.Of(rest);
        }

        for (var i = 0; i < count; i++)
        {
            if (all[i].IsMissing)
            {
                all[i] = Defaults[i].IsMissing ? throw RuntimeFault.Type($"{Name}() missing 1 required positional argument: '{Parameters[i]}'") : Defaults[i];
            }
        }

        return all;
    }

    private static Value Default(string text) => text switch
    {
        "None" => Value.None,
        "True" => Value.True,
        "False" => Value.False,
        _ when text[0] == '\'' => Value.Of(text[1..^1].Replace("\\s", " ", StringComparison.Ordinal)),
        _ when text.Contains('.', StringComparison.Ordinal) => Value.Of(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Value.Of(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
    };
}

/// <summary>A builtin as a value: a global function, or a method bound to its object.</summary>
internal sealed class BuiltinValue(Builtin builtin, Value self) : HeapValue(ValueKind.Function)
{
    internal Builtin Builtin => builtin;

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
        return self.IsMissing && builtin.Name == "dict" && name == "fromkeys" && Methods.TryBind(DictMethods.Table, Value.Of(new DictValue()), name, out value);
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

internal static class Methods
{
    /// <summary>Looks a method up and binds it to its object.</summary>
    internal static bool TryBind(IReadOnlyDictionary<string, Builtin> table, Value self, string name, out Value method)
    {
        if (table.TryGetValue(name, out var builtin))
        {
            method = Value.Of(new BuiltinValue(builtin, self));
            return true;
        }

        method = default;
        return false;
    }
}
