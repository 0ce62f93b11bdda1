namespace Skills.JsonSchema.Patterns;

/// <summary>At which positions of a text the look-arounds of an expression hold, one bit each.</summary>
/// <param name="bits">The bits of all look-arounds, one after another.</param>
/// <param name="words">How many words one look-around takes.</param>
internal readonly ref struct LookTruths(Span<ulong> bits, int words)
{
    private readonly Span<ulong> _bits = bits;

    public bool Holds(int look, int at) => (_bits[(look * words) + (at >> 6)] >> (at & 63) & 1) != 0;

    public void Set(int look, int at) => _bits[(look * words) + (at >> 6)] |= 1UL << (at & 63);
}
