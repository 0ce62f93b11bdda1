namespace Skills.Engine;

/// <summary>Stores cached results. The engine bounds every call in time and treats every failure as a miss.</summary>
/// <remarks>Must be thread-safe. Keys are ASCII of fixed length and hold no input; values are opaque.</remarks>
public interface ISkillCacheStore
{
    /// <summary>Reads an entry; null when there is none.</summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes an entry that lives for <paramref name="ttl"/>, always more than zero.</summary>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Adds to a counter that never expires and returns its new value; adding 0 reads it, and one that does not exist is 0. Entries of an older generation are misses.</summary>
    /// <remarks>See <see cref="SkillCacheEpoch"/> for the one counter that should begin elsewhere.</remarks>
    ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken);
}
