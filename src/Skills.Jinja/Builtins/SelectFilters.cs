using Skills.Jinja.Rendering;
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

    private static IEnumerable<Value> Map(RenderState state, Frame frame, Value value, CallArguments arguments)
    {
        if (!Types.Truthy(value))
        {
            yield break;
        }

        var apply = Mapping(state, frame, arguments);
        var walk = Iteration.Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            yield return apply(item);
        }
    }

    private static Func<Value, Value> Mapping(RenderState state, Frame frame, CallArguments arguments)
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

        Func<RenderState, Frame, CallArguments, Value>? call = null;
        return item => (call ??= NamedCall.Filter(state, NameOf(arguments.Positional[0], "filter", state)))(state, frame, new([item, .. arguments.Positional[1..]], named));
    }

    private static IEnumerable<Value> Select(RenderState state, Frame frame, Value value, CallArguments arguments, bool wanted, bool byAttribute)
    {
        if (!Types.Truthy(value))
        {
            yield break;
        }

        var matches = Matching(state, frame, arguments, byAttribute);
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

    private static Func<Value, bool> Matching(RenderState state, Frame frame, CallArguments arguments, bool byAttribute)
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

        Func<RenderState, Frame, CallArguments, Value>? call = null;
        return item => Types.Truthy((call ??= NamedCall.Test(state, NameOf(positional[0], "test", state)))(state, frame, new([path?.Get(state, item) ?? item, .. positional[1..]], arguments.Keywords)));
    }

    private static string NameOf(Value name, string what, RenderState state) => name.IsString
        ? name.String
        : throw RuntimeFault.Runtime($"No {what} named {state.Text(name)}.");
}

/// <summary>A filter or test looked up while a template runs.</summary>
internal static class NamedCall
{
    internal static Func<RenderState, Frame, CallArguments, Value> Filter(RenderState state, string name) =>
        Of(state.Environment.HostFilter(name), state.Environment.Filters.GetValueOrDefault(name)) ?? throw Unknown(state, name, false);

    internal static Func<RenderState, Frame, CallArguments, Value> Test(RenderState state, string name) =>
        Of(state.Environment.HostTest(name), state.Environment.Tests.GetValueOrDefault(name)) ?? throw Unknown(state, name, true);

    private static RuntimeFault Unknown(RenderState state, string name, bool isTest) =>
        new(JinjaErrorKind.Runtime, $"No {(isTest ? "test" : "filter")} named {Repr.Of(name)}.") { Suggestion = state.Environment.NearestFilter(name, isTest) };

    private static Func<RenderState, Frame, CallArguments, Value>? Of(HostFunctionValue? host, Builtin? builtin)
    {
        if (host is not null)
        {
            return host.Invoke;
        }

        return builtin is null ? null
            : builtin.Contextual is { } contextual ? (state, frame, arguments) => contextual(state, frame, builtin.Arrange(arguments))
            : (state, _, arguments) => builtin.Body(state, builtin.Arrange(arguments));
    }
}
