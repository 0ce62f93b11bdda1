namespace Skills.Engine.Caching;

/// <summary>Where a hit came from.</summary>
internal enum HitSource
{
    Memory,
    Store,
    Coalesced,
    Semantic,
}

/// <summary>What the cache did for one skill. Thread-safe.</summary>
internal sealed class SkillCounters
{
    private readonly Lock _gate = new();
    private long _memoryHits;
    private long _storeHits;
    private long _coalesced;
    private long _semantic;
    private long _stale;
    private long _misses;
    private long _bypassed;
    private long _stored;
    private long _notStored;
    private long _inputTokens;
    private long _outputTokens;
    private decimal _usd;

    public void Hit(HitSource source, bool stale, CacheEntry entry)
    {
        lock (_gate)
        {
            _ = source switch
            {
                HitSource.Memory => _memoryHits++,
                HitSource.Store => _storeHits++,
                HitSource.Semantic => _semantic++,
                _ => _coalesced++,
            };
            _stale += stale ? 1 : 0;
            _inputTokens += entry.SavedUsage?.InputTotal ?? 0;
            _outputTokens += entry.SavedUsage?.OutputTotal ?? 0;
            _usd += entry.SavedCost.Usd ?? 0;
        }
    }

    public void StaleFallbackUsed()
    {
        lock (_gate)
        {
            _stale++;
        }
    }

    public void Miss() => Interlocked.Increment(ref _misses);

    public void Bypassed() => Interlocked.Increment(ref _bypassed);

    public void Stored() => Interlocked.Increment(ref _stored);

    public void NotStored() => Interlocked.Increment(ref _notStored);

    public SkillCacheCounts Snapshot()
    {
        lock (_gate)
        {
            return new()
            {
                Hits = _memoryHits + _storeHits + _coalesced + _semantic,
                MemoryHits = _memoryHits,
                StoreHits = _storeHits,
                Coalesced = _coalesced,
                SemanticHits = _semantic,
                Stale = _stale,
                Misses = Volatile.Read(ref _misses),
                Bypassed = Volatile.Read(ref _bypassed),
                Stored = Volatile.Read(ref _stored),
                NotStored = Volatile.Read(ref _notStored),
                InputTokensSaved = _inputTokens,
                OutputTokensSaved = _outputTokens,
                UsdSaved = _usd,
            };
        }
    }

    public static SkillCacheCounts Sum(SkillCacheCounts left, SkillCacheCounts right) => new()
    {
        Hits = left.Hits + right.Hits,
        MemoryHits = left.MemoryHits + right.MemoryHits,
        StoreHits = left.StoreHits + right.StoreHits,
        Coalesced = left.Coalesced + right.Coalesced,
        SemanticHits = left.SemanticHits + right.SemanticHits,
        Stale = left.Stale + right.Stale,
        Misses = left.Misses + right.Misses,
        Bypassed = left.Bypassed + right.Bypassed,
        Stored = left.Stored + right.Stored,
        NotStored = left.NotStored + right.NotStored,
        InputTokensSaved = left.InputTokensSaved + right.InputTokensSaved,
        OutputTokensSaved = left.OutputTokensSaved + right.OutputTokensSaved,
        UsdSaved = left.UsdSaved + right.UsdSaved,
    };
}
