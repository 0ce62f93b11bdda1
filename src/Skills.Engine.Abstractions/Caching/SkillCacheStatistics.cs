namespace Skills.Engine;

/// <summary>What the cache did since the engine was made. A snapshot; take it as often as you like.</summary>
public sealed record SkillCacheStatistics
{
    /// <summary>The sum over all skills.</summary>
    public required SkillCacheCounts Total { get; init; }

    /// <summary>By skill id. At most 10,000 skills are counted separately; further ones are counted under <c>*</c>.</summary>
    public required IReadOnlyDictionary<string, SkillCacheCounts> BySkill { get; init; }

    /// <summary>Entries in this process's memory.</summary>
    public long MemoryEntries { get; init; }

    /// <summary>Their bytes, by estimate.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Entries pushed out of memory to make room.</summary>
    public long MemoryEvictions { get; init; }

    /// <summary>Calls of the shared store that failed or came too late.</summary>
    public long StoreFailures { get; init; }

    /// <summary>Calls of the shared store that were not made because its circuit is open.</summary>
    public long StoreSkipped { get; init; }

    /// <summary>Writes dropped because too many waited.</summary>
    public long WritesDropped { get; init; }

    /// <summary>Writes refused because a later holder of the lease exists.</summary>
    public long WritesFenced { get; init; }

    /// <summary>Entries of the shared store that could not be read: damaged, of another format or key, or not decryptable. Each was a miss.</summary>
    public long EntriesRejected { get; init; }

    /// <summary>Hits served without knowing of invalidations elsewhere, because the shared store did not answer.</summary>
    public long HitsUnverified { get; init; }

    /// <summary>Searches and writes of the semantic cache that failed or came too late. Each was a miss.</summary>
    public long SemanticFailures { get; init; }

    /// <summary>Bytes read from the shared store.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes written to the shared store.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Whether the circuit of the shared store is open, for reading or for writing.</summary>
    public bool IsStoreCircuitOpen { get; init; }
}

/// <summary>What the cache did for one skill, or for all.</summary>
public sealed record SkillCacheCounts
{
    /// <summary>Executions served from the cache, stale and coalesced ones included.</summary>
    public long Hits { get; init; }

    /// <summary>Of these, from this process's memory.</summary>
    public long MemoryHits { get; init; }

    /// <summary>Of these, from the shared store.</summary>
    public long StoreHits { get; init; }

    /// <summary>Of these, by waiting for another caller's work.</summary>
    public long Coalesced { get; init; }

    /// <summary>Of these, the result of other inputs that mean nearly the same.</summary>
    public long SemanticHits { get; init; }

    /// <summary>Of these, past their time; and results past their time served in place of a failure, which are no hits.</summary>
    public long Stale { get; init; }

    /// <summary>Executions that found nothing.</summary>
    public long Misses { get; init; }

    /// <summary>Executions that were not cacheable, or bypassed the cache.</summary>
    public long Bypassed { get; init; }

    /// <summary>Results kept.</summary>
    public long Stored { get; init; }

    /// <summary>Results that may not be kept: failed, truncated, refused, repaired with loss, or too large.</summary>
    public long NotStored { get; init; }

    /// <summary>Input tokens that hits saved, as far as known.</summary>
    public long InputTokensSaved { get; init; }

    /// <summary>Output tokens that hits saved, as far as known.</summary>
    public long OutputTokensSaved { get; init; }

    /// <summary>USD that hits saved, as far as prices are known.</summary>
    public decimal UsdSaved { get; init; }
}
