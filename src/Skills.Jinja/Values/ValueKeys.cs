using System.Numerics;
using System.Runtime.CompilerServices;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Hashing and equality of dict keys: <c>1</c>, <c>1.0</c> and <c>True</c> are one key.</summary>
internal static class ValueKeys
{
    // A tuple may hold the same tuple many times: ((a, a), (a, a)) doubles with every level. Every visit costs a step.
    internal static bool IsHashable(RenderState? state, Value key)
    {
        if (key.Kind != ValueKind.Tuple)
        {
            return key.Kind is not (ValueKind.List or ValueKind.Dict or ValueKind.Set or ValueKind.View);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var item in ((TupleValue)key.Heap).Items)
        {
            state?.Step();
            if (!IsHashable(state, item))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The hash of a key, charged by its size; without a state, a key of the host is hashed free of charge.</summary>
    internal static int Hash(RenderState? state, Value key)
    {
        switch (key.Kind)
        {
            case ValueKind.String:
                state?.Handle(key.String.Length);
                return key.String.GetHashCode(StringComparison.Ordinal);
            case ValueKind.Int or ValueKind.Bool:
                return HashCode.Combine(key.Int);
            case ValueKind.BigInt:
                return key.Big.GetHashCode();
            case ValueKind.Float:
                var number = key.Double;
                // https://docs.python.org/3/library/stdtypes.html#hashing-of-numeric-types: numbers that are equal have one hash.
                return Math.Floor(number) == number && Math.Abs(number) < 9e18 ? HashCode.Combine((long)number)
                    : double.IsFinite(number) && Math.Floor(number) == number ? new BigInteger(number).GetHashCode() : number.GetHashCode();
            case ValueKind.None:
                return 1;
            case ValueKind.Undefined:
                return key.Ref is UndefinedValue { Mode: JinjaUndefined.Strict } strict ? throw strict.Fault() : 2;
            case ValueKind.Tuple:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                var hash = default(HashCode);
                foreach (var item in ((TupleValue)key.Heap).Items)
                {
                    state?.Step();
                    hash.Add(Hash(state, item));
                }

                return hash.ToHashCode();
            case ValueKind.Decimal:
                var exact = (double)((DecimalValue)key.Heap).Number;
                return Hash(state, Value.Of(exact));
            case ValueKind.Range or ValueKind.Date or ValueKind.Duration:
                return key.Heap.GetHashCode();
            case ValueKind.List or ValueKind.Dict or ValueKind.Set or ValueKind.View:
                throw RuntimeFault.Type($"unhashable type: '{key.Heap.TypeName}'");
            default:
                // Other objects are keys by identity.
                return RuntimeHelpers.GetHashCode(key.Heap);
        }
    }

    internal static bool Equal(RenderState? state, Value a, Value b)
    {
        if (a.Ref is string x)
        {
            return b.Ref is string y && x == y;
        }

        return Comparison.Equal(a, b, state);
    }
}
