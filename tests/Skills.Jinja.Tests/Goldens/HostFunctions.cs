using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Tests.Goldens;

/// <summary>The functions the goldens call, as their generator defines them in Python.</summary>
internal sealed class HostFunctions
{
    private long _count;

    internal object Get(string name) => name switch
    {
        "count" => (JinjaFunction)(_ => ++_count),
        "echo" => (JinjaFunction)(a => $"args={Printed(a)} kwargs={{{string.Join(", ", a.Names.Select(n => $"'{n}': {Repr(a[n])}"))}}}"),
        "add" => (JinjaFunction)(a => Add(Bind(a, "a", "b"))),
        "boom" => (JinjaFunction)(a => throw new JinjaException(JinjaErrorKind.Value, a.Count > 0 ? a.Text(0) : "boom")),
        "ident" => new IdentFunction(),
        "ctxkeys" => (JinjaFunction)(a => string.Join(",", Enumerable.Range(0, a.Count).Select(i => $"{a.Text(i)}={(a.TryGetVariable(a.Text(i), out var value) ? value : "-")}"))),
        "stop" => new StopFunction(),
        "unsafe" => new UnsafeFunction(),
        _ => throw new ArgumentException(name),
    };

    private static long Add(Dictionary<string, object?> given) =>
        given.TryGetValue("a", out var a) ? (long)a! + (given.TryGetValue("b", out var b) ? (long)b! : 10) : throw new JinjaException(JinjaErrorKind.Type, "add() missing an argument");

    private static Dictionary<string, object?> Bind(JinjaArguments a, params string[] names)
    {
        var given = new Dictionary<string, object?>();
        for (var i = 0; i < a.Count; i++)
        {
            given[i < names.Length ? names[i] : throw new JinjaException(JinjaErrorKind.Type, "too many arguments")] = a[i];
        }

        foreach (var name in a.Names)
        {
            given[names.Contains(name) ? name : throw new JinjaException(JinjaErrorKind.Type, "an unexpected keyword argument")] = a[name];
        }

        return given;
    }

    private static string Printed(JinjaArguments a)
    {
        var items = Enumerable.Range(0, a.Count).Select(i => Repr(a[i])).ToList();
        return $"({string.Join(", ", items)}{(items.Count == 1 ? "," : "")})";
    }

    private static string Repr(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        string text => Text.Repr.Of(text),
        System.Collections.IList list => $"[{string.Join(", ", list.Cast<object?>().Select(Repr))}]",
        System.Collections.IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(k => $"{Repr(k)}: {Repr(map[k])}")) + "}",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private sealed class IdentFunction() : HeapValue(ValueKind.Function)
    {
        internal override string TypeName => "function";

        internal override bool IsCallable => true;

        internal override Value Call(RenderState state, CallArguments arguments) => (arguments.Positional, arguments.Keywords) switch
        {
            ([var only], []) => only,
            ([], [{ Key: "x", Value: var named }]) => named,
            _ => throw RuntimeFault.Type("ident() takes one argument"),
        };
    }

    private sealed class StopFunction() : HeapValue(ValueKind.Function)
    {
        internal override string TypeName => "function";

        internal override bool IsCallable => true;

        internal override Value Call(RenderState state, CallArguments arguments) =>
            state.UndefinedHint("value was undefined because a callable raised a StopIteration exception");
    }

    private sealed class UnsafeFunction() : HeapValue(ValueKind.Function)
    {
        internal override string TypeName => "Unsafe";

        internal override bool IsCallable => true;

        internal override void WriteRepr(ReprWriter writer) => writer.Append("<unsafe>");

        internal override Value Call(RenderState state, CallArguments arguments) => throw new RuntimeFault(JinjaErrorKind.Security, "<unsafe> is not safely callable");
    }
}
