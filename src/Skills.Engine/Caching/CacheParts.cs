using Microsoft.Extensions.Logging;
using Skills.Engine.Caching.Semantic;

namespace Skills.Engine.Caching;

/// <summary>What the cache is made of. Thread-safe; without a shared store there are no leases either.</summary>
internal sealed record CacheParts(
    SkillCacheOptions Options,
    TimeProvider Time,
    ILogger Logger,
    CacheCounters Counters,
    CacheEntryCodec Codec,
    StoredOutputCheck StoredOutputs,
    MemoryTier Memory,
    SingleFlight Flights,
    Generations Generations,
    GuardedStore? Store,
    LeaseManager? Leases,
    SemanticTier? Semantic)
{
    /// <summary>The entry in memory and its freshness; none when it is gone.</summary>
    public (Freshness Freshness, CacheEntry? Entry) InMemory(string key, GenerationScope scope, CachePlan plan)
    {
        if (Memory.Get(key) is not { } entry || entry.LocalGeneration != scope.Local())
        {
            return default;
        }

        var freshness = plan.Of(entry, Time.GetUtcNow());
        return freshness == Freshness.Gone ? default : (freshness, entry);
    }

    /// <summary>An entry as what a caller is served, and counted.</summary>
    public SkillCacheLookup Hit(SkillCacheRequest request, string key, CacheEntry entry, HitSource source, bool isStale = false, CacheTicket? refresh = null)
    {
        Counters.Of(request.Skill.Id).Hit(source, isStale, entry);
        return new()
        {
            Ticket = refresh,
            Key = key,
            Hit = isStale ? entry.Outcome with { IsStale = true } : entry.Outcome,
            IsStale = isStale,
            NeedsRefresh = refresh is not null,
            Coalesced = source == HitSource.Coalesced,
            SavedUsage = entry.SavedUsage,
            SavedCost = entry.SavedCost,
        };
    }
}
