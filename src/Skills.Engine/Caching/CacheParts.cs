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
    // Clocks of machines differ by less, unless one is wrong.
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);

    /// <summary>The entry in memory and its freshness; none when it is gone.</summary>
    public (Freshness Freshness, CacheEntry? Entry) InMemory(string key, GenerationScope scope, CachePlan plan)
    {
        if (Memory.Get(key) is not { } entry || entry.LocalGeneration != scope.Local())
        {
            return default;
        }

        var freshness = FreshnessOf(entry, plan);
        return freshness == Freshness.Gone ? default : (freshness, entry);
    }

    /// <summary>How fresh an entry is, by the wall clock or by the time that really passed, whichever is later: the wall clock stands still for no suspended machine, and may be set back.</summary>
    public Freshness FreshnessOf(CacheEntry entry, CachePlan plan)
    {
        var now = Time.GetUtcNow();
        var aged = entry.CreatedAt + Time.GetElapsedTime(entry.Born);
        return plan.Of(entry, aged > now ? aged : now);
    }

    /// <summary>An entry that another process may have made; null when its age cannot be known, since one of the two clocks is wrong.</summary>
    public CacheEntry? Aged(CacheEntry entry)
    {
        var age = Time.GetUtcNow() - entry.CreatedAt;
        return age < -MostAhead ? null : entry with { Born = Time.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * Time.TimestampFrequency) };
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
