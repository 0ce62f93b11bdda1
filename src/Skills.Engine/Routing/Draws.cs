namespace Skills.Engine.Routing;

/// <summary>The draws of one decision: SplitMix64 from one number, so that the number in the explanation repeats them.</summary>
internal struct Draws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (uint)bound) >> 64);

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>Spreads a number over all 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
