using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Skills.Engine.Caching;

/// <summary>
/// Compares cache keys by all their letters, and hashes them by the last ones alone: they are those of a SHA-256, spread
/// evenly as they are.
/// </summary>
internal sealed class CacheKeyComparer : IEqualityComparer<string>
{
    private const int Letters = 8;

    public static readonly CacheKeyComparer Instance = new();

    // Differs from process to process, so that no caller can choose keys whose hashes collide.
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string key)
    {
        if (key.Length < Letters)
        {
            return string.GetHashCode(key);
        }

        var tail = MemoryMarshal.Cast<char, ulong>(key.AsSpan(key.Length - Letters));
        return (int)(((tail[0] ^ BitOperations.RotateLeft(tail[1], 29)) * _seed) >> 32);
    }
}
