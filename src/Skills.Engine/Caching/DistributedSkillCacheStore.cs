using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;

namespace Skills.Engine.Caching;

/// <summary>Entries and counters in any <see cref="IDistributedCache"/>, such as SQL Server or Cosmos DB.</summary>
/// <remarks>
/// Such a cache cannot count, so a counter moves to the time: every invalidation gives it a value it never had, which is all
/// a generation needs. A reader after the write sees the change.
/// </remarks>
internal sealed class DistributedSkillCacheStore(IDistributedCache cache, TimeProvider time) : ISkillCacheStore
{
    private static readonly DistributedCacheEntryOptions ForEver = new() { AbsoluteExpiration = DateTimeOffset.MaxValue };

    /// <inheritdoc/>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        await cache.SetAsync(key, value.ToArray(), new() { AbsoluteExpirationRelativeToNow = ttl }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken)
    {
        var value = await cache.GetAsync(counter, cancellationToken).ConfigureAwait(false) is { Length: sizeof(long) } bytes
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : 0;
        if (by == 0)
        {
            return value;
        }

        value = Math.Max(value + by, time.GetUtcNow().UtcTicks);
        var written = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(written, value);
        await cache.SetAsync(counter, written, ForEver, cancellationToken).ConfigureAwait(false);
        return value;
    }
}
