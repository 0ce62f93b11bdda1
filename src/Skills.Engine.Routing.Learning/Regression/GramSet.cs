using System.Buffers;

namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>Collects hashes, each once: a bit for each possible one, so that no table is grown.</summary>
internal sealed class GramSet
{
    private ulong[] _seen = ArrayPool<ulong>.Shared.Rent((1 << PromptGrams.Bits) / 64);
    private ushort[] _hashes = ArrayPool<ushort>.Shared.Rent(1 << PromptGrams.Bits);
    private int _count;

    public GramSet() => _seen.AsSpan().Clear();

    /// <summary>Adds a hash, folded to the size of the set.</summary>
    public void Add(uint hash)
    {
        var folded = (ushort)(hash ^ (hash >> PromptGrams.Bits));
        ref var word = ref _seen[folded >> 6];
        var bit = 1UL << (folded & 63);
        if ((word & bit) == 0)
        {
            word |= bit;
            _hashes[_count++] = folded;
        }
    }

    /// <summary>Returns the hashes. The set cannot be used any more.</summary>
    public ushort[] Take()
    {
        var taken = _hashes.AsSpan(0, _count).ToArray();
        ArrayPool<ulong>.Shared.Return(_seen);
        ArrayPool<ushort>.Shared.Return(_hashes);
        (_seen, _hashes) = ([], []);
        return taken;
    }
}
