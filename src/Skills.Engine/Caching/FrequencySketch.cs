using System.Numerics;

namespace Skills.Engine.Caching;

/// <summary>How often keys were asked for lately, by estimate: counters of four bits, four a key, halved now and then so that old counts fade.</summary>
/// <remarks>Races lose a count at worst, so it takes no lock.</remarks>
internal sealed class FrequencySketch
{
    private const ulong Halves = 0x7777777777777777UL;
    private const int SamplesPerCounter = 10;

    private readonly ulong[] _table;
    private readonly int _mask;
    private int _samples;

    public FrequencySketch(int capacity)
    {
        _table = new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(capacity, 64, 1 << 20))];
        _mask = _table.Length - 1;
    }

    /// <summary>0 to 15.</summary>
    public int Of(int hash)
    {
        var least = 15;
        for (var i = 0; i < 4; i++)
        {
            var (index, shift) = Place(hash, i);
            least = Math.Min(least, (int)((_table[index] >> shift) & 15));
        }

        return least;
    }

    public void Increment(int hash)
    {
        var added = false;
        for (var i = 0; i < 4; i++)
        {
            var (index, shift) = Place(hash, i);
            var word = _table[index];
            if (((word >> shift) & 15) < 15)
            {
                _table[index] = word + (1UL << shift);
                added = true;
            }
        }

        if (added && Interlocked.Increment(ref _samples) >= _table.Length * SamplesPerCounter)
        {
            Halve();
        }
    }

    private void Halve()
    {
        for (var i = 0; i < _table.Length; i++)
        {
            _table[i] = (_table[i] >> 1) & Halves;
        }

        Volatile.Write(ref _samples, _samples / 2);
    }

    private (int Index, int Shift) Place(int hash, int row)
    {
        var x = (uint)hash * 0x9E3779B1u + ((uint)row * 0x85EBCA77u);
        x = (x ^ (x >> 15)) * 0x2C1B3C6Du;
        x ^= x >> 12;
        return ((int)(x & (uint)_mask), (int)(x >> 28) * 4);
    }
}
