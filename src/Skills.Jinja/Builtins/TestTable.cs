using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>All builtin tests by name.</summary>
internal static class TestTable
{
    internal static readonly FrozenDictionary<string, Builtin> All = Make();

    private static FrozenDictionary<string, Builtin> Make()
    {
        var table = new Dictionary<string, Builtin>();
        void Test(string names, string signature, Func<RenderState, ReadOnlySpan<Value>, bool> body)
        {
            foreach (var name in names.Split(' '))
            {
                table[name] = new(name, signature, (s, a) => Value.Of(body(s, a)));
            }
        }

        // Python's % has the sign of the divisor, so -3 % 2 is 1 and -3 is odd.
        Test("odd", "value", static (s, a) => Comparison.Equal(PercentFormat.Modulo(s, a[0], Value.Of(2L)), Value.Of(1L)));
        Test("even", "value", static (s, a) => IsZero(PercentFormat.Modulo(s, a[0], Value.Of(2L)), s));
        Test("divisibleby", "value, num", static (s, a) => IsZero(PercentFormat.Modulo(s, a[0], a[1]), s));
        Test("defined", "value", static (_, a) => !a[0].IsUndefined);
        Test("undefined", "value", static (_, a) => a[0].IsUndefined);
        Test("filter", "value", static (s, a) => Hashable(s, a[0]) && a[0].IsString && s.Functions.Find(a[0].String, isTest: false) is not null);
        Test("test", "value", static (s, a) => Hashable(s, a[0]) && a[0].IsString && s.Functions.Find(a[0].String, isTest: true) is not null);
        Test("none", "value", static (_, a) => a[0].IsNone);
        Test("boolean", "value", static (_, a) => a[0].IsBool);
        Test("false", "value", static (_, a) => a[0].IsBool && !a[0].Bool);
        Test("true", "value", static (_, a) => a[0].IsBool && a[0].Bool);
        // Jinja leaves bools out here, though Python's bool is an int; "number" takes them.
        Test("integer", "value", static (_, a) => a[0].Kind is ValueKind.Int or ValueKind.BigInt);
        Test("float", "value", static (_, a) => a[0].IsFloat);
        Test("lower", "value", static (s, a) => CharClasses.IsLower(Read(s, a[0])));
        Test("upper", "value", static (s, a) => CharClasses.IsUpper(Read(s, a[0])));
        Test("string", "value", static (_, a) => a[0].IsString);
        Test("mapping", "value", static (_, a) => a[0].Kind == ValueKind.Dict);
        Test("number", "value", static (_, a) => a[0].IsNumber || a[0].IsDecimal);
        Test("sequence", "value", static (s, a) => IsSequence(a[0]));
        Test("sameas", "value, other", static (s, a) => IsSame(s, a[0], a[1]));
        Test("iterable", "value", static (s, a) => Iteration.IsIterable(s, a[0]));
        // A chainable undefined value has every attribute Python asks it for, that of markup included.
        Test("escaped", "value", static (_, a) => a[0].IsMarkup || a[0].Ref is UndefinedValue { Mode: JinjaUndefined.Chainable });
        Test("callable", "/, value", static (_, a) => a[0].Ref is HeapValue { IsCallable: true });
        Test("in", "value, seq", static (s, a) => Comparison.Holds(s, CompareOp.In, a[0], a[1]));
        Test("== eq equalto", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.Eq, a[0], a[1]));
        Test("!= ne", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.Ne, a[0], a[1]));
        Test("> gt greaterthan", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.Gt, a[0], a[1]));
        Test(">= ge", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.GtEq, a[0], a[1]));
        Test("< lt lessthan", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.Lt, a[0], a[1]));
        Test("<= le", "/, a, b", static (s, a) => Comparison.Holds(s, CompareOp.LtEq, a[0], a[1]));
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Read(RenderState state, Value value)
    {
        var text = state.Text(value);
        state.Handle(text.Length);
        return text;
    }

    private static bool IsZero(Value value, RenderState state) => Comparison.Equal(value, Value.Of(0L), state);

    private static bool Hashable(RenderState state, Value value) => ValueKeys.IsHashable(state, value) ? true : throw RuntimeFault.Type($"unhashable type: '{Types.Name(value)}'");

    private static bool IsSequence(Value value) => value.Kind switch
    {
        ValueKind.String or ValueKind.List or ValueKind.Tuple or ValueKind.Dict or ValueKind.Range => true,
        // Jinja tries len() and looks for __getitem__, and Undefined has both.
        ValueKind.Undefined => ((UndefinedValue)value.Heap).Mode != JinjaUndefined.Strict,
        _ => false,
    };

    private static bool IsSame(RenderState state, Value a, Value b)
    {
        if (a.IsString && b.IsString)
        {
            return ReferenceEquals(a.Ref, b.Ref) || (a.IsMarkup == b.IsMarkup && Comparison.SameText(state, a.String, b.String));
        }

        if (a.Kind is ValueKind.Tuple && b.Kind is ValueKind.Tuple && a.Heap.Count == 0 && b.Heap.Count == 0)
        {
            return true;
        }

        return ReferenceEquals(a.Ref, b.Ref) && a.Bits == b.Bits;
    }
}
