using Microsoft.Extensions.Caching.Hybrid;

namespace Skills.Engine.Caching;

/// <summary>Entries and counters in the host's <see cref="HybridCache"/>.</summary>
/// <remarks>
/// Its local tier is passed by: the engine has one of its own, and theirs would hide what another process did. Its tags are
/// not used.
/// </remarks>
internal sealed class HybridSkillCacheStore(HybridCache cache, TimeProvider time) : ISkillCacheStore
{
    private static readonly HybridCacheEntryOptions ReadShared = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCache };

    private static readonly HybridCacheEntryOptions WriteShared = new() { Flags = HybridCacheEntryFlags.DisableLocalCache, Expiration = TimeSpan.FromDays(3650) };

    /// <inheritdoc/>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await cache.GetOrCreateAsync<byte[]?>(key, static _ => default, ReadShared, cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        await cache.SetAsync(key, value.ToArray(), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache, Expiration = ttl }, cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken)
    {
        var value = await cache.GetOrCreateAsync(counter, static _ => default(ValueTask<long>), ReadShared, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (by == 0)
        {
            return value;
        }

        value = Math.Max(value + by, time.GetUtcNow().UtcTicks);
        await cache.SetAsync(counter, value, WriteShared, cancellationToken: cancellationToken).ConfigureAwait(false);
        return value;
    }
}
