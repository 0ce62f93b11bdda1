using System.Runtime.InteropServices;

namespace Skills.JsonSchema.Values;

/// <summary>A 64-bit hash seeded once per process, so that nobody can prepare values that collide.</summary>
internal static class Hash64
{
    private const ulong Prime = 0x9E3779B97F4A7C15UL;

    // HashCode is seeded by the runtime with randomness of its own.
    private static readonly ulong Seed = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2);

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (var value in bytes)
        {
            rest = (rest << 8) | value;
        }

        return Mix(hash, rest);
    }

    public static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ value ^ Seed, (value + Prime) | 1, out var low);
        return high ^ low ^ (hash * Prime);
    }
}
