using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters over sequences and mappings, but for those that apply other filters or tests.</summary>
internal static class ListFilters
{
    internal static readonly Builtin[] All =
    [
        new("length", "obj", static (s, a) => Value.Of((long)Iteration.Length(s, a[0]))),
        new("list", "value", static (s, a) => List(Iteration.ToList(s, a[0]))),
        new("first", "seq", static (s, a) => Iteration.Of(s, a[0]).Next(out var first) ? first : s.UndefinedHint("No first item, sequence was empty.")),
        new("last", "seq", static (s, a) => Last(s, a[0])),
        new("random", "seq", static (s, a) => Random(s, a[0])),
        new("join", "value, d='', attribute=None", (s, f, a) => Joining.Join(s, f, a)) { Printer = Joining.Print },
        new("reverse", "value", static (s, a) => Reverse(s, a[0])),
        new("items", "value", static (s, a) => Items(a[0])),
        new("default", "value, default_value='', boolean=False", static (s, a) => a[0].IsUndefined || (Arg.Flag(a[2]) && !Types.Truthy(a[0])) ? a[1] : a[0]),
        new("dictsort", "value, case_sensitive=False, by='key', reverse=False", static (s, a) => Sorting.Dict(s, a)),
        new("sort", "value, reverse=False, case_sensitive=False, attribute=None", static (s, a) => Sorting.Sort(s, a)),
        new("unique", "value, case_sensitive=False, attribute=None", static (s, a) => GeneratorValue.Of(Unique(s, a[0], Arg.Flag(a[1]), new(a[2])))),
        new("min", "value, case_sensitive=False, attribute=None", static (s, a) => Sorting.Extreme(s, a, "<")),
        new("max", "value, case_sensitive=False, attribute=None", static (s, a) => Sorting.Extreme(s, a, ">")),
        new("groupby", "value, attribute, default=None, case_sensitive=False", static (s, a) => Sorting.Group(s, a)),
        new("sum", "iterable, attribute=None, start=0", static (s, a) => Sum(s, a)),
        new("slice", "value, slices, fill_with=None", static (s, a) => GeneratorValue.Of(Slice(s, a[0], a[1], a[2]))),
        new("batch", "value, linecount, fill_with=None", static (s, a) => GeneratorValue.Of(Batch(s, a[0], a[1], a[2]))),
        new("attr", "obj, name", static (s, a) => Attribute(s, a[0], a[1])),
    ];

    private static Value List(List<Value> items) => Value.Of(new ListValue([.. items]));

    private static Value Last(RenderState state, Value value)
    {
        Value last = default;
        switch (value.Kind)
        {
            case ValueKind.String when value.String.Length > 0:
                Slices.TryCharAt(state, value.String, -1, out var character);
                last = Value.Text(character, value.IsMarkup);
                break;
            case ValueKind.List or ValueKind.Tuple when Slices.Items(value) is { Length: > 0 } items:
                last = items[^1];
                break;
            case ValueKind.Range when ((RangeValue)value.Heap) is { Count: > 0 } range:
                last = range.At(range.Count - 1);
                break;
            case ValueKind.Dict or ValueKind.View:
                var walk = Iteration.Of(state, value);
                while (walk.Next(out var item))
                {
                    last = item;
                }

                break;
            case ValueKind.Undefined when ((UndefinedValue)value.Heap).Mode == JinjaUndefined.Strict:
                throw ((UndefinedValue)value.Heap).Fault();
            case ValueKind.Undefined or ValueKind.String or ValueKind.List or ValueKind.Tuple or ValueKind.Range:
                break;
            default:
                throw RuntimeFault.Type($"'{Types.Name(value)}' object is not reversible");
        }

        return last.IsMissing ? state.UndefinedHint("No last item, sequence was empty.") : last;
    }

    private static Value Random(RenderState state, Value value)
    {
        var count = Iteration.Length(state, value);
        if (count == 0)
        {
            return state.UndefinedHint("No random item, sequence was empty.");
        }

        var index = Value.Of((long)state.Random.Next(count));
        return value.Kind switch
        {
            // Python's random.choice takes an item by its index, which for a dict is a key.
            ValueKind.Dict when !((DictValue)value.Heap).TryGet(state, index, out _) => throw RuntimeFault.Value(state.Text(index)),
            ValueKind.Set or ValueKind.View => throw RuntimeFault.Type($"'{Types.Name(value)}' object is not subscriptable"),
            _ => Access.Item(state, value, index),
        };
    }

    private static Value Reverse(RenderState state, Value value)
    {
        if (value.IsString)
        {
            return Slices.Slice(state, value, Value.None, Value.None, Value.Of(-1L));
        }

        if (!Iteration.IsIterable(state, value))
        {
            throw RuntimeFault.Runtime("argument must be iterable");
        }

        var items = Iteration.ToList(state, value);
        items.Reverse();
        // Jinja tries reversed() first, which gives an iterator, and reverses a list of its own otherwise.
        return value.Kind is ValueKind.List or ValueKind.Tuple or ValueKind.Range or ValueKind.Dict or ValueKind.View or ValueKind.Undefined
            ? Value.Of(new GeneratorValue(((IEnumerable<Value>)items).GetEnumerator(), value.Kind == ValueKind.List ? "list_reverseiterator" : "reversed"))
            : List(items);
    }

    private static Value Items(Value value) => value.Ref switch
    {
        UndefinedValue => GeneratorValue.Of([]),
        DictValue dict => GeneratorValue.Of(Pairs(dict)),
        HostObjectValue host when host.ToDict() is { } members => GeneratorValue.Of(Pairs(members)),
        _ => GeneratorValue.Of(NotAMapping()),
    };

    private static IEnumerable<Value> Pairs(DictValue dict)
    {
        var walk = new DictViewValue(dict, DictView.Items).Iterate(null!)!;
        while (walk.Next(out var pair))
        {
            yield return pair;
        }
    }

    private static IEnumerable<Value> NotAMapping()
    {
        // Jinja's filter is a generator, so it fails when its first item is taken and not before.
        yield return Value.None.IsNone ? throw RuntimeFault.Type("Can only get item pairs from a mapping.") : Value.None;
    }

    private static IEnumerable<Value> Unique(RenderState state, Value value, bool caseSensitive, AttributePath path)
    {
        var seen = new DictValue();
        var walk = Iteration.Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            var key = Sorting.Key(state, item, path, caseSensitive);
            if (!seen.TryGet(state, key, out _))
            {
                seen.Set(state, key, Value.None);
                yield return item;
            }
        }
    }

    private static Value Sum(RenderState state, ReadOnlySpan<Value> a)
    {
        var path = new AttributePath(a[1]);
        var total = a[2];
        // Python's sum() refuses text, whatever the items are.
        if (total.IsString)
        {
            throw RuntimeFault.Type("sum() can't sum strings [use ''.join(seq) instead]");
        }

        var walk = Iteration.Of(state, a[0]);
        while (walk.Next(out var item))
        {
            state.Step();
            total = Arithmetic.Add(state, total, path.Get(state, item));
        }

        return total;
    }

    private static IEnumerable<Value> Slice(RenderState state, Value value, Value slices, Value fill)
    {
        var items = Iteration.ToList(state, value);
        var count = Arg.Int(slices);
        if (count == 0)
        {
            throw new RuntimeFault(JinjaErrorKind.Arithmetic, "integer division or modulo by zero");
        }

        // Python's // rounds down, also for a negative number of slices.
        var each = (int)Math.Floor((double)items.Count / count);
        var extra = items.Count - (each * count);
        var offset = 0;
        for (var i = 0; i < count; i++)
        {
            state.Step();
            var start = offset + (i * each);
            offset += i < extra ? 1 : 0;
            var end = offset + ((i + 1) * each);
            state.BuildList(end - start + 1);
            var slice = items.GetRange(start, end - start);
            // The columns are as even as they can be, and the shorter ones are filled.
            if (!fill.IsNone && i >= extra)
            {
                slice.Add(fill);
            }

            yield return List(slice);
        }
    }

    private static IEnumerable<Value> Batch(RenderState state, Value value, Value lineCount, Value fill)
    {
        var line = new List<Value>();
        var walk = Iteration.Of(state, value);
        while (walk.Next(out var item))
        {
            state.Step();
            // Jinja compares with ==, so that 2.5 never fills a line.
            if (Comparison.Equal(Value.Of((long)line.Count), lineCount))
            {
                state.BuildList(line.Count);
                yield return List(line);
                line = [];
            }

            line.Add(item);
        }

        if (line.Count > 0)
        {
            if (!fill.IsNone && Comparison.Holds(state, CompareOp.Lt, Value.Of((long)line.Count), lineCount))
            {
                var count = Arg.Int(lineCount);
                state.BuildList(count);
                line.AddRange(Enumerable.Repeat(fill, count - line.Count));
            }

            yield return List(line);
        }
    }

    private static Value Attribute(RenderState state, Value value, Value name)
    {
        var text = Arg.Text(name, "an attribute name");
        if (value.Ref is UndefinedValue undefined && undefined.Mode != JinjaUndefined.Chainable && !PrivateNames.Exists(value, text))
        {
            throw undefined.Fault();
        }

        return Access.TryPythonAttribute(state, value, text, out var found) ? found : Access.Missing(state, value, Value.Of(text));
    }
}
