namespace Skills.Engine;

/// <summary>Lets processes that share a store make a result once: one holds the lease of a key, the others wait for its signal.</summary>
/// <remarks>Must be thread-safe. Optional: without one, every process makes its own. The engine bounds every call in time.</remarks>
public interface ISkillCacheCoordinator
{
    /// <summary>Takes the lease of a key unless another holds it, and reads the key's entry in the same step.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="generation">Leases of different generations do not meet: a caller that asks after an invalidation does not wait for older work.</param>
    /// <param name="duration">After which the lease is free again when it is not renewed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The lease with the entry, or neither when another holds the lease.</returns>
    ValueTask<SkillCacheClaim> ClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Reads the entry of a key and, when there is none, takes its lease in the same step: a miss costs one round trip.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="generation">As in <see cref="ClaimAsync"/>.</param>
    /// <param name="duration">As in <see cref="ClaimAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entry or the lease; neither when another holds the lease, or when the store can be read but not written.</returns>
    ValueTask<SkillCacheClaim> FindOrClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Sends every process a message that may get lost: a counter that changed.</summary>
    ValueTask SignalAsync(string message, CancellationToken cancellationToken);

    /// <summary>Called for every message of any process, this one included; the handler must return at once. Dispose the registration to stop.</summary>
    IDisposable OnSignal(Action<string> handler);
}

/// <summary>Outcome of <see cref="ISkillCacheCoordinator.ClaimAsync"/> and <see cref="ISkillCacheCoordinator.FindOrClaimAsync"/>.</summary>
/// <param name="Lease">The lease; null when it was not taken.</param>
/// <param name="Entry">The entry stored at that moment, which an earlier holder may have just written; null when there is none.</param>
public readonly record struct SkillCacheClaim(SkillCacheLease? Lease, byte[]? Entry = null);

/// <summary>The right to make the result of one key. The token grows from holder to holder, so that a late one cannot write over its successor.</summary>
public abstract class SkillCacheLease
{
    /// <summary>Greater than that of every earlier holder of the key.</summary>
    public abstract long Token { get; }

    /// <summary>Holds the lease for another while; false when it is lost.</summary>
    public abstract ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Writes the entry, releases the lease and, when a claim was refused meanwhile, signals the key to every process, in one step; false, and nothing written, when a later holder exists.</summary>
    public abstract ValueTask<bool> StoreAsync(ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Releases the lease without an entry and, when a claim was refused meanwhile, signals the key to every process; a lost lease is not touched.</summary>
    public abstract ValueTask ReleaseAsync(CancellationToken cancellationToken);
}
