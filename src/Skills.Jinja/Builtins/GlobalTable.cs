using System.Numerics;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The functions every template sees.</summary>
internal static class GlobalTable
{
    private static readonly Builtin[] Common =
    [
        new("range", "/, *args", static (s, a) => Range(s, ((TupleValue)a[0].Heap).Items)),
        new("dict", "/, *args, **kwargs", static (s, a) => Dict(s, (TupleValue)a[0].Heap, (DictValue)a[1].Heap)),
        new("namespace", "/, *args, **kwargs", static (s, a) => Value.Of(new NamespaceValue((DictValue)Dict(s, (TupleValue)a[0].Heap, (DictValue)a[1].Heap).Heap))),
        new("cycler", "/, *items", static (_, a) => Value.Of(new CyclerValue(((TupleValue)a[0].Heap).Items))),
        new("joiner", "sep=',\\s'", static (_, a) => Value.Of(new JoinerValue(a[0]))),
        new("lipsum", "n=5, html=True, min=20, max=100", static (s, a) => Lipsum.Make(s, a)),
    ];

    private static readonly Builtin[] Chat =
    [
        new("raise_exception", "message", static (s, a) => throw RuntimeFault.Runtime(s.Text(a[0]))),
        new("strftime_now", "format", static (s, a) => Value.Of(DateValue.Format(s, Arg.Text(a[0], "a time format"), s.LocalNow.DateTime, null))),
    ];

    internal static IEnumerable<KeyValuePair<string, Value>> For(JinjaOptions options)
    {
        Builtin[] all = options.ChatGlobals ? [.. Common, .. Chat] : Common;
        if (options.Trans)
        {
            all = [.. all, .. TranslationGlobals.All];
        }

        return all.Select(static b => new KeyValuePair<string, Value>(b.Name, Value.Of(new BuiltinValue(b, default))));
    }

    private static Value Range(RenderState state, Value[] a)
    {
        if (a.Length is 0 or > 3)
        {
            throw RuntimeFault.Type($"range expected {(a.Length == 0 ? "at least 1 argument" : "at most 3 arguments")}, got {a.Length}");
        }

        var numbers = Array.ConvertAll(a, Number);
        var (start, stop, step) = a.Length == 1 ? (BigInteger.Zero, numbers[0], BigInteger.One) : (numbers[0], numbers[1], a.Length == 3 ? numbers[2] : BigInteger.One);
        if (step.IsZero)
        {
            throw RuntimeFault.Value("range() arg 3 must not be zero");
        }

        // https://docs.python.org/3/library/stdtypes.html#range; big integers, as a difference of two longs may not be one.
        var count = step.Sign > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        count = BigInteger.Max(0, count);
        if (count > state.Limits.MaxListLength)
        {
            throw RuntimeFault.Limit($"Range too big. The sandbox blocks ranges larger than MaxListLength = {state.Limits.MaxListLength}.");
        }

        return Value.Of(new RangeValue(Fit(start), Fit(stop), Fit(step), (int)count));
    }

    private static long Fit(BigInteger number) => number >= long.MinValue && number <= long.MaxValue
        ? (long)number
        : throw RuntimeFault.Value("Python int too large to convert to C ssize_t");

    private static BigInteger Number(Value value) => value.IsIntegral
        ? value.Big
        : throw RuntimeFault.Type($"'{Types.Name(value)}' object cannot be interpreted as an integer");

    private static Value Dict(RenderState state, TupleValue positional, DictValue named)
    {
        if (positional.Count > 1)
        {
            throw RuntimeFault.Type($"dict expected at most 1 argument, got {positional.Count}");
        }

        var dict = new DictValue();
        if (positional.Count == 1)
        {
            if (positional.Items[0].Ref is UndefinedValue undefined)
            {
                throw undefined.Fault();
            }

            DictMethods.Update(state, dict, positional.Items[0]);
        }

        foreach (var entry in named.Entries)
        {
            dict.Set(state, entry.Key, entry.Value);
        }

        return Value.Of(dict);
    }
}
