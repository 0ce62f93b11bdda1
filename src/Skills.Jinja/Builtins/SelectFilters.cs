using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters that apply another filter or test to every element. Lazy: elements are taken as they are asked for.</summary>
internal static class SelectFilters
{
    internal static readonly Builtin[] All =
    [
        new("map", "value, *args, **kwargs", static (s, f, a) => GeneratorValue.Of(Map(s, f, a[0], Rest(a)))),
        new("select", "value, *args, **kwargs", static (s, f, a) => GeneratorValue.Of(Select(s, f, a[0], Rest(a), true, false))),
        new("reject", "value, *args, **kwargs", static (s, f, a) => GeneratorValue.Of(Select(s, f, a[0], Rest(a), false, false))),
        new("selectattr", "value, *args, **kwargs", static (s, f, a) => GeneratorValue.Of(Select(s, f, a[0], Rest(a), true, true))),
        new("rejectattr", "value, *args, **kwargs", static (s, f, a) => GeneratorValue.Of(Select(s, f, a[0], Rest(a), false, true))),
    ];

    private static CallArguments Rest(ReadOnlySpan<Value> a)
    {
        var named = new List<KeyValuePair<string, Value>>();
        foreach (var entry in ((DictValue)a[2].Heap).Entries)
        {
            named.Add(new(entry.Key.String, entry.Value));
        }

        return new(((TupleValue)a[1].Heap).Items, [.. named]);
    }

    private static IEnumerable<Value> Map(RenderState state, Scope scope, Value value, CallArguments arguments)
    {
        if (!Types.Truthy(value))
        {
            yield break;
        }

        var apply = Mapping(state, scope, arguments);
        var walk = Iteration.Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            yield return apply(item);
        }
    }

    private static Func<Value, Value> Mapping(RenderState state, Scope scope, CallArguments arguments)
    {
        var named = arguments.Keywords;
        var attribute = Array.FindIndex(named, static k => k.Key == "attribute");
        if (arguments.Positional.Length == 0 && attribute >= 0)
        {
            var other = Array.Find(named, static k => k.Key is not ("attribute" or "default")).Key;
            if (other is not null)
            {
                throw RuntimeFault.Runtime($"Unexpected keyword argument {Repr.Of(other)}");
            }

            var path = new AttributePath(named[attribute].Value);
            var fallback = Array.Find(named, static k => k.Key == "default").Value;
            return item => path.Get(state, item, fallback);
        }

        if (arguments.Positional.Length == 0)
        {
            throw RuntimeFault.Runtime("map requires a filter argument");
        }

        NamedFunction? call = null;
        // Looked up with the first element: over an empty sequence an unknown filter is no error in Jinja.
        return item => (call ??= Find(state, NameOf(arguments.Positional[0], "filter", state), false))(state, scope, new([item, .. arguments.Positional[1..]], named));
    }

    private static IEnumerable<Value> Select(RenderState state, Scope scope, Value value, CallArguments arguments, bool wanted, bool byAttribute)
    {
        if (!Types.Truthy(value))
        {
            yield break;
        }

        var matches = Matching(state, scope, arguments, byAttribute);
        var walk = Iteration.Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            if (matches(item) == wanted)
            {
                yield return item;
            }
        }
    }

    private static Func<Value, bool> Matching(RenderState state, Scope scope, CallArguments arguments, bool byAttribute)
    {
        var positional = arguments.Positional;
        AttributePath? path = null;
        if (byAttribute)
        {
            path = positional.Length == 0 ? throw RuntimeFault.Runtime("Missing parameter for attribute name") : new(positional[0]);
            positional = positional[1..];
        }

        if (positional.Length == 0)
        {
            return item => Types.Truthy(path?.Get(state, item) ?? item);
        }

        NamedFunction? call = null;
        // A test is looked up with the first element too.
        return item => Types.Truthy((call ??= Find(state, NameOf(positional[0], "test", state), true))(state, scope, new([path?.Get(state, item) ?? item, .. positional[1..]], arguments.Keywords)));
    }

    private static NamedFunction Find(RenderState state, string name, bool isTest) => state.Functions.Find(name, isTest)
        ?? throw new RuntimeFault(JinjaErrorKind.Runtime, $"No {(isTest ? "test" : "filter")} named {Repr.Of(name)}.") { Suggestion = state.Functions.Nearest(name, isTest) };

    private static string NameOf(Value name, string what, RenderState state) => name.IsString
        ? name.String
        : throw RuntimeFault.Runtime($"No {what} named {state.Text(name)}.");
}
