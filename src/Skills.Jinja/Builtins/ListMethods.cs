using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's list, tuple and range.</summary>
internal static class ListMethods
{
    private static readonly Builtin Index = new("index", "/, self, value, start=0, stop=9223372036854775807", static (s, a) => Value.Of(IndexOf(s, a)));

    private static readonly Builtin Count = new("count", "/, self, value", static (s, a) => Value.Of(CountOf(s, a[0], a[1])));

    internal static readonly FrozenDictionary<string, Builtin> Table = Make(
    [
        Index,
        Count,
        new("copy", "/, self", static (s, a) => Value.Of(new ListValue([.. Iteration.ToList(s, a[0])]))),
        new("append", "/, self, object", static (s, a) => Append(s, a[0], a[1])),
        new("extend", "/, self, iterable", static (s, a) => Extend(s, a[0], a[1])),
        new("insert", "/, self, index, object", static (s, a) => Insert(s, a)),
        new("pop", "/, self, index=-1", static (s, a) => Pop(s, a)),
        new("remove", "/, self, value", static (s, a) => Remove(s, a)),
        new("clear", "/, self", static (s, a) => Clear(a[0])),
        new("reverse", "/, self", static (s, a) => Reverse(s, a[0])),
        new("sort", "self, key=None, reverse=False", static (s, a) => Sort(s, a)),
    ]);

    internal static readonly FrozenDictionary<string, Builtin> TupleTable = Make([Index, Count]);

    internal static readonly FrozenDictionary<string, Builtin> RangeTable = Make([Index, Count]);

    private static FrozenDictionary<string, Builtin> Make(Builtin[] methods) => methods.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static ListValue Self(Value value) => (ListValue)value.Heap;

    private static Value Append(RenderState state, Value self, Value item)
    {
        var list = Self(self);
        Grow(state, list, 1);
        list.Add(item);
        return Value.None;
    }

    private static void Grow(RenderState state, ListValue list, int count)
    {
        if ((long)list.Count + count > state.Limits.MaxListLength)
        {
            state.BuildList((long)list.Count + count);
        }

        state.Create(count * 32L);
        state.Step(count);
    }

    private static Value Extend(RenderState state, Value self, Value items)
    {
        var more = Iteration.ToList(state, items);
        var list = Self(self);
        Grow(state, list, more.Count);
        more.ForEach(list.Add);
        return Value.None;
    }

    private static Value Insert(RenderState state, ReadOnlySpan<Value> a)
    {
        var list = Self(a[0]);
        var index = Arg.Int(a[1]);
        Grow(state, list, 1);
        state.Step(list.Count / 64);
        // list.insert takes any index: beyond an end it is that end.
        list.Insert(Math.Clamp(index < 0 ? index + list.Count : index, 0, list.Count), a[2]);
        return Value.None;
    }

    private static Value Pop(RenderState state, ReadOnlySpan<Value> a)
    {
        var list = Self(a[0]);
        if (list.Count == 0)
        {
            throw RuntimeFault.Value("pop from empty list");
        }

        state.Handle(list.Count);
        return Indexing.TryPlace(Arg.Int(a[1]), list.Count, out var index) ? list.RemoveAt(index) : throw RuntimeFault.Value("pop index out of range");
    }

    private static Value Remove(RenderState state, ReadOnlySpan<Value> a)
    {
        var list = Self(a[0]);
        for (var i = 0; i < list.Count; i++)
        {
            state.Step();
            if (Comparison.Same(list[i], a[1]) || Comparison.Equal(list[i], a[1], state))
            {
                list.RemoveAt(i);
                return Value.None;
            }
        }

        throw RuntimeFault.Value("list.remove(x): x not in list");
    }

    private static Value Clear(Value self)
    {
        Self(self).Clear();
        return Value.None;
    }

    private static Value Reverse(RenderState state, Value self)
    {
        var list = Self(self);
        state.Handle(list.Count);
        var items = list.Items.ToArray();
        Array.Reverse(items);
        list.Replace(items);
        return Value.None;
    }

    private static Value Sort(RenderState state, ReadOnlySpan<Value> a)
    {
        if (!a[1].IsNone)
        {
            throw RuntimeFault.Type("list.sort takes no key in a template: use the sort filter");
        }

        var sorted = Sorting.Sort(state, [a[0], a[2], Value.True, Value.None]);
        Self(a[0]).Replace(((ListValue)sorted.Heap).Items.ToArray());
        return Value.None;
    }

    private static long IndexOf(RenderState state, ReadOnlySpan<Value> a)
    {
        var walk = Iteration.Of(state, a[0]);
        var count = Iteration.Length(state, a[0]);
        var (start, stop) = (Place(a[2], count), Place(a[3], count));
        for (long i = 0; walk.Next(out var item) && i < stop; i++)
        {
            state.Step();
            if (i >= start && (Comparison.Same(item, a[1]) || Comparison.Equal(item, a[1], state)))
            {
                return i;
            }
        }

        throw RuntimeFault.Value(a[0].Kind == ValueKind.Tuple ? "tuple.index(x): x not in tuple" : $"{state.Text(a[1])} is not in list");
    }

    private static long Place(Value value, int count)
    {
        var place = (long)Arg.Int(value);
        // https://docs.python.org/3/library/stdtypes.html#common-sequence-operations, note 8.
        return place < 0 ? Math.Max(0, place + count) : place;
    }

    private static long CountOf(RenderState state, Value self, Value value)
    {
        var walk = Iteration.Of(state, self);
        var count = 0L;
        while (walk.Next(out var item))
        {
            state.Step();
            count += Comparison.Same(item, value) || Comparison.Equal(item, value, state) ? 1 : 0;
        }

        return count;
    }
}
