using System.Numerics;
using System.Runtime.CompilerServices;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Python's <c>==</c> and ordering.</summary>
internal static class Comparison
{
    private const int MaxKeyDepth = 100;

    internal static bool Equal(Value a, Value b, RenderState? state = null, int depth = 0)
    {
        state?.Step();
        var (x, y) = (a.Kind, b.Kind);
        if (x == ValueKind.Undefined || y == ValueKind.Undefined)
        {
            return UndefinedEqual(a, b);
        }

        if (a.IsNumber && b.IsNumber)
        {
            return x != ValueKind.Float && y != ValueKind.Float ? (a.IsIntegral && a.Ref is not BigIntValue && b.Ref is not BigIntValue ? a.Int == b.Int : a.Big == b.Big) : CompareNumbers(a, b) == 0;
        }

        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Compare(a, b) == 0;
        }

        if (x != y)
        {
            return state is not null && SetMath.IsSet(a) && SetMath.IsSet(b) && SetMath.Compare(state, a, b) == 0;
        }

        switch (x)
        {
            case ValueKind.String:
                return SameText(state, a.String, b.String);
            case ValueKind.None:
                return true;
            case ValueKind.List or ValueKind.Tuple:
                return ReferenceEquals(a.Ref, b.Ref) || SequenceEqual(Sequence(a), Sequence(b), state, Deeper(state, depth));
            case ValueKind.Dict:
                return ReferenceEquals(a.Ref, b.Ref) || DictEqual((DictValue)a.Heap, (DictValue)b.Heap, state, Deeper(state, depth));
            case ValueKind.Set:
                return SetEqual((SetValue)a.Heap, (SetValue)b.Heap, state);
            case ValueKind.View:
                return ReferenceEquals(a.Ref, b.Ref) || ViewEqual((DictViewValue)a.Heap, (DictViewValue)b.Heap, state, Deeper(state, depth));
            default:
                return a.Heap.Equals(b.Heap);
        }
    }

    /// <summary>The result of a comparison operator.</summary>
    internal static bool Holds(RenderState state, CompareOp op, Value a, Value b) => op switch
    {
        CompareOp.Eq => Equal(a, b, state),
        CompareOp.Ne => !Equal(a, b, state),
        CompareOp.Lt => Compare(a, b, "<", state) == -1,
        CompareOp.LtEq => Compare(a, b, "<=", state) is -1 or 0,
        CompareOp.Gt => Compare(a, b, ">", state) == 1,
        CompareOp.GtEq => Compare(a, b, ">=", state) is 1 or 0,
        CompareOp.In => Containment.Contains(state, b, a),
        _ => !Containment.Contains(state, b, a),
    };

    /// <summary>Orders two values; fails where Python's <c>&lt;</c> does. Not-a-number is neither less, equal nor greater: 2.</summary>
    internal static int Compare(Value a, Value b, string symbol, RenderState state, int depth = 0)
    {
        state.Step();
        if (a.Ref is UndefinedValue left)
        {
            throw left.Fault();
        }

        if (b.Ref is UndefinedValue right)
        {
            throw right.Fault();
        }

        if (a.IsNumber && b.IsNumber)
        {
            return CompareNumbers(a, b);
        }

        if (DecimalMath.Applies(a, b))
        {
            return DecimalMath.Compare(a, b);
        }

        if (SetMath.IsSet(a) && SetMath.IsSet(b))
        {
            return SetMath.Compare(state, a, b);
        }

        if (a.Kind == b.Kind)
        {
            switch (a.Kind)
            {
                case ValueKind.String:
                    state.Scan(Math.Min(a.String.Length, b.String.Length));
                    return CompareText(a.String, b.String);
                case ValueKind.List or ValueKind.Tuple:
                    return CompareSequences(Sequence(a), Sequence(b), symbol, state, Deeper(state, depth));
                case ValueKind.Date when a.Heap.TypeName == b.Heap.TypeName:
                    return ((DateValue)a.Heap).Moment.CompareTo(((DateValue)b.Heap).Moment);
                case ValueKind.Duration:
                    return ((DurationValue)a.Heap).Span.CompareTo(((DurationValue)b.Heap).Span);
            }
        }

        throw RuntimeFault.Type($"'{symbol}' not supported between instances of '{Types.Name(a)}' and '{Types.Name(b)}'");
    }

    /// <summary>Whether two strings are equal, charged by their length.</summary>
    internal static bool SameText(RenderState? state, string a, string b)
    {
        if (a.Length != b.Length || ReferenceEquals(a, b))
        {
            return a.Length == b.Length;
        }

        state?.Scan(a.Length);
        return a == b;
    }

    /// <summary>Orders strings by code point, which is not the order of UTF-16.</summary>
    internal static int CompareText(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var (x, y) = (a[common], b[common]);
        // Surrogates come after U+E000 to U+FFFF in the order of code points, and before them in UTF-16.
        if (x >= 0xD800 && y >= 0xD800)
        {
            return Math.Sign((char.IsSurrogate(x) ? x + 0x2000 : x - 0x800) - (char.IsSurrogate(y) ? y + 0x2000 : y - 0x800));
        }

        return Math.Sign(x - y);
    }

    private static int Deeper(RenderState? state, int depth)
    {
        var limit = state?.Limits.MaxValueDepth ?? MaxKeyDepth;
        if (depth >= limit)
        {
            throw RuntimeFault.Limit($"A value is nested deeper than MaxValueDepth = {limit}.");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        return depth + 1;
    }

    private static ReadOnlySpan<Value> Sequence(Value value) => value.Ref is ListValue list ? list.Items : ((TupleValue)value.Heap).Items;

    // Undefined.__eq__ of Jinja compares types, so two undefined values are equal.
    private static bool UndefinedEqual(Value a, Value b)
    {
        foreach (var value in (ReadOnlySpan<Value>)[a, b])
        {
            if (value.Ref is UndefinedValue { Mode: JinjaUndefined.Strict } strict)
            {
                throw strict.Fault();
            }
        }

        return a.Kind == b.Kind;
    }

    private static int CompareNumbers(Value a, Value b)
    {
        if (!a.IsFloat && !b.IsFloat)
        {
            return a.Ref is BigIntValue || b.Ref is BigIntValue ? a.Big.CompareTo(b.Big) : a.Int.CompareTo(b.Int);
        }

        if (a.IsFloat && b.IsFloat)
        {
            return Order(a.Double, b.Double);
        }

        return a.IsFloat ? CompareMixed(a.Double, b) : Reverse(CompareMixed(b.Double, a));
    }

    private static int Order(double x, double y) => x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;

    private static int Reverse(int order) => order == 2 ? 2 : -order;

    private static int CompareMixed(double x, Value y)
    {
        if (!double.IsFinite(x))
        {
            return double.IsNaN(x) ? 2 : x > 0 ? 1 : -1;
        }

        // Up to here a double holds every integer. Beyond, Python compares exact values and so must we.
        if (y.Ref is not BigIntValue && Math.Abs(y.Int) < 1L << 53)
        {
            return Order(x, y.Int);
        }

        var floor = Math.Floor(x);
        var order = new BigInteger(floor).CompareTo(y.Big);
        return order == 0 && x > floor ? 1 : order;
    }

    private static bool SequenceEqual(ReadOnlySpan<Value> a, ReadOnlySpan<Value> b, RenderState? state, int depth)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            // Items that are the same object are not looked into, but walking over them is work too.
            if ((i & 7) == 0)
            {
                state?.Step();
            }

            if (!Same(a[i], b[i]) && !Equal(a[i], b[i], state, depth))
            {
                return false;
            }
        }

        return true;
    }

    // Python's containers take identity for equality, which matters for nan.
    internal static bool Same(Value a, Value b) => ReferenceEquals(a.Ref, b.Ref) && a.Bits == b.Bits && !a.IsUndefined;

    private static int CompareSequences(ReadOnlySpan<Value> a, ReadOnlySpan<Value> b, string symbol, RenderState state, int depth)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            // Sequences are ordered by their first items that differ.
            if (!Equal(a[i], b[i], state, depth))
            {
                return Compare(a[i], b[i], symbol, state, depth);
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static bool DictEqual(DictValue a, DictValue b, RenderState? state, int depth)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        foreach (var entry in a.Entries)
        {
            if (!b.TryGet(state, entry.Key, out var other) || !(Same(entry.Value, other) || Equal(entry.Value, other, state, depth)))
            {
                return false;
            }
        }

        return true;
    }

    // Views of keys and of items compare as sets do; views of values are equal to themselves only.
    private static bool ViewEqual(DictViewValue a, DictViewValue b, RenderState? state, int depth) => (a.View, b.View) switch
    {
        (DictView.Keys, DictView.Keys) => KeysEqual(a.Dict, b.Dict, state),
        (DictView.Items, DictView.Items) => DictEqual(a.Dict, b.Dict, state, depth),
        _ => state is not null && a.View != DictView.Values && b.View != DictView.Values && SetMath.Compare(state, Value.Of(a), Value.Of(b)) == 0,
    };

    private static bool KeysEqual(DictValue a, DictValue b, RenderState? state)
    {
        foreach (var entry in a.Entries)
        {
            if (!b.TryGet(state, entry.Key, out _))
            {
                return false;
            }
        }

        return a.Count == b.Count;
    }

    private static bool SetEqual(SetValue a, SetValue b, RenderState? state)
    {
        var items = a.Iterate(null!)!;
        while (items.Next(out var item))
        {
            if (!b.Contains(state, item))
            {
                return false;
            }
        }

        return a.Count == b.Count;
    }
}
