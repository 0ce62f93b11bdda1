using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Skills.JsonSchema.Values;

/// <summary>Finds the index of a property name among a fixed set, over UTF-8 and without allocating.</summary>
internal sealed class NameMap
{
    private const int LongestProbe = 16;

    private readonly byte[][] _names;
    private readonly ulong[] _keys;
    private readonly int[] _slots;
    private readonly int _shift;
    private readonly bool _hashAll;
    private readonly bool _anyEscapable;

    /// <param name="names">Distinct unescaped names.</param>
    public NameMap(byte[][] names)
    {
        _names = names;
        _keys = new ulong[names.Length];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(names.Length * 2, 4))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        foreach (var name in names)
        {
            _anyEscapable |= Utf8Text.HasEscape(name);
        }

        // Names that agree in length, head and tail fall on one slot; a schema full of those gets a seeded hash instead.
        if (!TryFill())
        {
            _hashAll = true;
            Array.Clear(_slots);
            TryFill();
        }
    }

    public int Count => _names.Length;

    public ReadOnlySpan<byte> this[int index] => _names[index];

    /// <summary>The index of an unescaped name, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> name)
    {
        var key = _hashAll ? Hash64.Of(name) : Key(name);
        var slots = _slots;
        var slot = SlotOf(key);
        int index;
        while ((index = slots[slot] - 1) >= 0)
        {
            if (_keys[index] == key && name.SequenceEqual(_names[index]))
            {
                return index;
            }

            slot = (slot + 1) & (slots.Length - 1);
        }

        return -1;
    }

    /// <summary>The index of a name as written between its quotes, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindRaw(ReadOnlySpan<byte> raw)
    {
        var index = Find(raw);
        if (index >= 0 && !_anyEscapable)
        {
            return index;
        }

        return Utf8Text.HasEscape(raw) ? FindEscaped(raw) : index;
    }

    private int FindEscaped(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > 256)
        {
            return Find(Utf8Text.ToBytes(raw));
        }

        Span<byte> buffer = stackalloc byte[256];
        return Find(buffer[..Utf8Text.Unescape(raw, buffer)]);
    }

    private bool TryFill()
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var key = _keys[i] = _hashAll ? Hash64.Of(_names[i]) : Key(_names[i]);
            var slot = SlotOf(key);
            var probes = 0;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
                if (++probes > LongestProbe && !_hashAll)
                {
                    return false;
                }
            }

            _slots[slot] = i + 1;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(ReadOnlySpan<byte> name)
    {
        var length = (uint)name.Length;
        if (length >= 8)
        {
            var head = MemoryMarshal.Read<ulong>(name);
            var tail = MemoryMarshal.Read<ulong>(name[^8..]);
            return head ^ BitOperations.RotateLeft(tail, 29) ^ ((ulong)length << 56);
        }

        if (length >= 4)
        {
            return MemoryMarshal.Read<uint>(name) | ((ulong)MemoryMarshal.Read<uint>(name[^4..]) << 32) ^ ((ulong)length << 60);
        }

        return length == 0 ? 0 : name[0] | ((ulong)name[(int)length >> 1] << 8) | ((ulong)name[^1] << 16) | ((ulong)length << 24);
    }
}
