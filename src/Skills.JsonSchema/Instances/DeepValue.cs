using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Instances;

/// <summary>Equality and hashing of JSON values as JSON Schema means them: numbers by value, strings unescaped, objects without order.</summary>
internal static class DeepValue
{
    private const int Few = 8;

    public static bool EqualScalars(JsonValueKind kind, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => kind switch
    {
        JsonValueKind.String => EqualStrings(left, right),
        JsonValueKind.Number => NumberText.Equal(left, right),
        _ => true,
    };

    public static bool EqualStrings(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!Utf8Text.HasEscape(left) && !Utf8Text.HasEscape(right))
        {
            return left.SequenceEqual(right);
        }

        return EqualUnescaped(left, right);
    }

    public static bool Equal(in TapeInstance left, int i, in TapeInstance right, int j)
    {
        var kind = left.Kind(i);
        if (kind != right.Kind(j))
        {
            return false;
        }

        return kind switch
        {
            JsonValueKind.Object => EqualObjects(left, i, right, j),
            JsonValueKind.Array => EqualArrays(left, i, right, j),
            _ => EqualScalars(kind, left.Raw(i), right.Raw(j)),
        };
    }

    /// <summary>Tells whether no two items of an array are equal, in time near linear in its length.</summary>
    public static bool AllDistinct(in TapeInstance tape, int array)
    {
        var count = tape.Count(array, JsonValueKind.Array);
        var rows = ArrayPool<int>.Shared.Rent(count);
        var hashes = ArrayPool<ulong>.Shared.Rent(count);
        try
        {
            var items = tape.Items(array);
            for (var i = 0; tape.Next(ref items, out var item); i++)
            {
                rows[i] = item;
                hashes[i] = Hash(tape, item);
            }

            Array.Sort(hashes, rows, 0, count);
            return NoEqualNeighbours(tape, rows.AsSpan(0, count), hashes.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
            ArrayPool<ulong>.Shared.Return(hashes);
        }
    }

    public static ulong Hash(in TapeInstance tape, int value)
    {
        var kind = tape.Kind(value);
        return kind switch
        {
            JsonValueKind.Object => HashObject(tape, value),
            JsonValueKind.Array => HashArray(tape, value),
            JsonValueKind.String => HashString(tape.Raw(value)),
            JsonValueKind.Number => HashNumber(new(tape.Raw(value))),
            _ => Hash64.Mix(0, (ulong)kind),
        };
    }

    private static bool NoEqualNeighbours(in TapeInstance tape, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> hashes)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            for (var j = i - 1; j >= 0 && hashes[j] == hashes[i]; j--)
            {
                if (Equal(tape, rows[i], tape, rows[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool EqualArrays(in TapeInstance left, int i, in TapeInstance right, int j)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (left.Count(i, JsonValueKind.Array) != right.Count(j, JsonValueKind.Array))
        {
            return false;
        }

        var ours = left.Items(i);
        var theirs = right.Items(j);
        while (left.Next(ref ours, out var one) && right.Next(ref theirs, out var other))
        {
            if (!Equal(left, one, right, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualObjects(in TapeInstance left, int i, in TapeInstance right, int j)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var count = left.Count(i, JsonValueKind.Object);
        if (count != right.Count(j, JsonValueKind.Object))
        {
            return false;
        }

        return count <= Few ? EqualFew(left, i, right, j) : EqualMany(left, i, right, j, count);
    }

    private static bool EqualFew(in TapeInstance left, int i, in TapeInstance right, int j)
    {
        var taken = 0;
        var ours = left.Members(i);
        while (left.Next(ref ours, out var name, out var value))
        {
            var theirs = right.Members(j);
            var bit = 1;
            var found = false;
            for (; !found && right.Next(ref theirs, out var otherName, out var other); bit <<= 1)
            {
                // Of members of one name, each is compared with another of its own.
                if ((taken & bit) == 0 && EqualStrings(name, otherName))
                {
                    if (!Equal(left, value, right, other))
                    {
                        return false;
                    }

                    taken |= bit;
                    found = true;
                }
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualMany(in TapeInstance left, int i, in TapeInstance right, int j, int count)
    {
        var pool = ArrayPool<int>.Shared;
        var (ours, theirs) = (pool.Rent(count), pool.Rent(count));
        try
        {
            SortByName(left, i, ours, count);
            SortByName(right, j, theirs, count);
            for (var k = 0; k < count; k++)
            {
                if (!EqualStrings(left.Raw(ours[k] - 1), right.Raw(theirs[k] - 1)) || !Equal(left, ours[k], right, theirs[k]))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            pool.Return(ours);
            pool.Return(theirs);
        }
    }

    private static void SortByName(in TapeInstance tape, int value, int[] rows, int count)
    {
        var hashes = ArrayPool<ulong>.Shared.Rent(count);
        var members = tape.Members(value);
        for (var k = 0; tape.Next(ref members, out var name, out var member); k++)
        {
            rows[k] = member;
            hashes[k] = HashString(name);
        }

        Array.Sort(hashes, rows, 0, count);
        ArrayPool<ulong>.Shared.Return(hashes);
    }

    private static ulong HashObject(in TapeInstance tape, int value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        ulong sum = 1;
        var members = tape.Members(value);
        while (tape.Next(ref members, out var name, out var member))
        {
            // A sum, as the order of members does not matter (2020-12 core, section 4.2.2).
            sum += Hash64.Mix(HashString(name), Hash(tape, member));
        }

        return Hash64.Mix((ulong)JsonValueKind.Object, sum);
    }

    private static ulong HashArray(in TapeInstance tape, int value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = (ulong)JsonValueKind.Array;
        var items = tape.Items(value);
        while (tape.Next(ref items, out var item))
        {
            hash = Hash64.Mix(hash, Hash(tape, item));
        }

        return hash;
    }

    private static bool EqualUnescaped(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        // Neither can be more than six times as long as the other and yet the same text.
        if (left.Length > right.Length * 6 || right.Length > left.Length * 6)
        {
            return false;
        }

        var pool = ArrayPool<byte>.Shared;
        var (ours, theirs) = (pool.Rent(left.Length), pool.Rent(right.Length));
        var equal = ours.AsSpan(0, Utf8Text.Unescape(left, ours)).SequenceEqual(theirs.AsSpan(0, Utf8Text.Unescape(right, theirs)));
        pool.Return(ours);
        pool.Return(theirs);
        return equal;
    }

    private static ulong HashString(ReadOnlySpan<byte> raw)
    {
        if (!Utf8Text.HasEscape(raw))
        {
            return Hash64.Of(raw);
        }

        var text = ArrayPool<byte>.Shared.Rent(raw.Length);
        var hash = Hash64.Of(text.AsSpan(0, Utf8Text.Unescape(raw, text)));
        ArrayPool<byte>.Shared.Return(text);
        return hash;
    }

    // Digits and scale are those of the value, however it is written, so 1, 1.0 and 10e-1 have one hash.
    private static ulong HashNumber(in NumberText number)
    {
        var hash = Hash64.Mix((ulong)number.Scale, number.Negative ? 1UL : 0UL);
        for (var i = 0; i < number.Digits; i++)
        {
            hash = (hash * 31) + (ulong)number[i];
        }

        return Hash64.Mix(hash, (ulong)number.Digits);
    }
}
