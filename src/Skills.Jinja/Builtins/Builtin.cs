using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

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

    /// <summary>Prints without making a string first; null where there is no such way.</summary>
    internal ContextualPrinter? Printer { get; init; }

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
                rest.Set(null, Value.Of(name), value);
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
