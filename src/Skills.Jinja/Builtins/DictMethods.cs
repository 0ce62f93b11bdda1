using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's dict.</summary>
internal static class DictMethods
{
    internal static readonly FrozenDictionary<string, Builtin> Table = Make(
    [
        new("get", "/, self, key, default=None", static (s, a) => Self(a[0]).TryGet(s, a[1], out var value) ? value : a[2]),
        new("items", "/, self", static (_, a) => Value.Of(new DictViewValue(Self(a[0]), DictView.Items))),
        new("keys", "/, self", static (_, a) => Value.Of(new DictViewValue(Self(a[0]), DictView.Keys))),
        new("values", "/, self", static (_, a) => Value.Of(new DictViewValue(Self(a[0]), DictView.Values))),
        new("copy", "/, self", static (s, a) => Copy(s, Self(a[0]))),
        new("pop", "/, self, key, *default", static (s, a) => Pop(s, a)),
        new("popitem", "/, self", static (_, a) => PopItem(Self(a[0]))),
        new("setdefault", "/, self, key, default=None", static (s, a) => SetDefault(s, a)),
        new("update", "/, self, *args, **kwargs", static (s, a) => Update(s, a)),
        new("clear", "/, self", static (_, a) => Clear(Self(a[0]))),
        new("fromkeys", "/, self, iterable, value=None", static (s, a) => FromKeys(s, a[1], a[2])),
    ]);

    /// <summary>Takes over the entries of a mapping, or of a sequence of pairs.</summary>
    internal static void Update(RenderState state, DictValue target, Value source)
    {
        if (source.Ref is DictValue dict)
        {
            foreach (var entry in dict.Entries)
            {
                state.Step();
                target.Set(state, entry.Key, entry.Value);
            }

            return;
        }

        var walk = Iteration.Of(state, source);
        while (walk.Next(out var pair))
        {
            var items = Iteration.ToList(state, pair);
            if (items.Count != 2)
            {
                // dict() takes pairs of any kind, also a text of two characters.
                throw RuntimeFault.Value($"dictionary update sequence element has length {items.Count}; 2 is required");
            }

            target.Set(state, items[0], items[1]);
        }
    }

    private static FrozenDictionary<string, Builtin> Make(Builtin[] methods) => methods.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static DictValue Self(Value value) => (DictValue)value.Heap;

    private static Value Copy(RenderState state, DictValue self)
    {
        state.BuildList(self.Count);
        return Value.Of(self.Copy());
    }

    private static Value Pop(RenderState state, ReadOnlySpan<Value> a)
    {
        var fallback = ((TupleValue)a[2].Heap).Items;
        if (fallback.Length > 1)
        {
            throw RuntimeFault.Type($"pop expected at most 2 arguments, got {fallback.Length + 1}");
        }

        if (Self(a[0]).Remove(state, a[1], out var value))
        {
            return value;
        }

        return fallback.Length == 1 ? fallback[0] : throw RuntimeFault.Value($"KeyError: {state.Text(a[1])}");
    }

    private static Value PopItem(DictValue self) => self.RemoveLast(out var key, out var value)
        ? Value.Of(new TupleValue(key, value))
        : throw RuntimeFault.Value("'popitem(): dictionary is empty'");

    private static Value SetDefault(RenderState state, ReadOnlySpan<Value> a)
    {
        if (Self(a[0]).TryGet(state, a[1], out var value))
        {
            return value;
        }

        Self(a[0]).Set(state, a[1], a[2]);
        return a[2];
    }

    private static Value Update(RenderState state, ReadOnlySpan<Value> a)
    {
        var positional = ((TupleValue)a[1].Heap).Items;
        if (positional.Length > 1)
        {
            throw RuntimeFault.Type($"update expected at most 1 argument, got {positional.Length}");
        }

        if (positional.Length == 1)
        {
            Update(state, Self(a[0]), positional[0]);
        }

        foreach (var entry in ((DictValue)a[2].Heap).Entries)
        {
            Self(a[0]).Set(state, entry.Key, entry.Value);
        }

        return Value.None;
    }

    private static Value Clear(DictValue self)
    {
        self.Clear();
        return Value.None;
    }

    private static Value FromKeys(RenderState state, Value keys, Value value)
    {
        var dict = new DictValue();
        var walk = Iteration.Of(state, keys);
        while (walk.Next(out var key))
        {
            state.Step();
            dict.Set(state, key, value);
        }

        return Value.Of(dict);
    }
}
