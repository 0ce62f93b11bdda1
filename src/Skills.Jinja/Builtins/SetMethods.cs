using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's set, for sets the host gives.</summary>
internal static class SetMethods
{
    internal static readonly FrozenDictionary<string, Builtin> Table = new Builtin[]
    {
        new("copy", "/, self", static (s, a) => Combine(s, a[0], Value.Of(new TupleValue()), static (_, _, _) => true, true)),
        new("union", "/, self, other", static (s, a) => Combine(s, a[0], a[1], static (_, _, _) => true, true)),
        new("intersection", "/, self, other", static (s, a) => Combine(s, a[0], a[1], static (s, item, other) => other.TryGet(s, item, out _), false)),
        new("difference", "/, self, other", static (s, a) => Combine(s, a[0], a[1], static (s, item, other) => !other.TryGet(s, item, out _), false)),
        new("symmetric_difference", "/, self, other", static (s, a) => Difference(s, a[0], a[1])),
        new("isdisjoint", "/, self, other", static (s, a) => Value.Of(IsDisjoint(s, Self(a[0]), ToDict(s, a[1])))),
        new("issubset", "/, self, other", static (s, a) => Value.Of(IsSubset(s, Self(a[0]), ToDict(s, a[1])))),
        new("issuperset", "/, self, other", static (s, a) => Value.Of(IsSubset(s, ToDict(s, a[1]), Self(a[0])))),
        new("add", "/, self, elem", static (s, a) => Add(s, a[0], a[1])),
        new("discard", "/, self, elem", static (s, a) => Remove(s, a[0], a[1], false)),
        new("remove", "/, self, elem", static (s, a) => Remove(s, a[0], a[1], true)),
        new("clear", "/, self", static (_, a) => Clear(a[0])),
        new("update", "/, self, other", static (s, a) => Update(s, a[0], a[1])),
    }.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static DictValue Self(Value value) => ((SetValue)value.Heap).Items;

    private static DictValue ToDict(RenderState state, Value items)
    {
        var dict = new DictValue();
        foreach (var item in Iteration.ToList(state, items))
        {
            dict.Set(state, item, Value.None);
        }

        return dict;
    }

    private static Value Combine(RenderState state, Value self, Value other, Func<RenderState, Value, DictValue, bool> keep, bool addOther)
    {
        var rest = ToDict(state, other);
        var result = new DictValue();
        foreach (var entry in Self(self).Entries)
        {
            state.Step();
            if (keep(state, entry.Key, rest))
            {
                result.Set(state, entry.Key, Value.None);
            }
        }

        if (addOther)
        {
            foreach (var entry in rest.Entries)
            {
                result.Set(state, entry.Key, Value.None);
            }
        }

        return Value.Of(new SetValue(result));
    }

    private static Value Difference(RenderState state, Value self, Value other)
    {
        var rest = Value.Of(new SetValue(ToDict(state, other)));
        var left = Combine(state, self, rest, static (s, item, others) => !others.TryGet(s, item, out _), false);
        var right = Combine(state, rest, self, static (s, item, others) => !others.TryGet(s, item, out _), false);
        return Combine(state, left, right, static (_, _, _) => true, true);
    }

    private static bool IsDisjoint(RenderState state, DictValue some, DictValue others)
    {
        foreach (var entry in some.Entries)
        {
            if (others.TryGet(state, entry.Key, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSubset(RenderState state, DictValue small, DictValue large)
    {
        foreach (var entry in small.Entries)
        {
            if (!large.TryGet(state, entry.Key, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static Value Add(RenderState state, Value self, Value item)
    {
        Self(self).Set(state, item, Value.None);
        return Value.None;
    }

    private static Value Remove(RenderState state, Value self, Value item, bool must) => Self(self).Remove(state, item, out _) || !must
        ? Value.None
        : throw RuntimeFault.Value("the element to remove is not in the set");

    private static Value Clear(Value self)
    {
        Self(self).Clear();
        return Value.None;
    }

    private static Value Update(RenderState state, Value self, Value other)
    {
        foreach (var item in Iteration.ToList(state, other))
        {
            Self(self).Set(state, item, Value.None);
        }

        return Value.None;
    }
}
