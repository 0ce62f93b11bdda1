using System.Collections.Concurrent;

namespace Skills.Engine.Caching;

/// <summary>What the cache did, counted as it happens.</summary>
internal sealed class CacheCounters
{
    private const int MostSkills = 10_000;
    private const string Others = "*";

    private readonly ConcurrentDictionary<string, SkillCounters> _bySkill = new(StringComparer.Ordinal);
    private long _failed;
    private long _skipped;
    private long _dropped;
    private long _fenced;
    private long _rejected;
    private long _unverified;
    private long _read;
    private long _written;

    /// <summary>The counters of a skill.</summary>
    public SkillCounters Of(string skillId) =>
        _bySkill.TryGetValue(skillId, out var known) ? known
        : _bySkill.GetOrAdd(_bySkill.Count < MostSkills ? skillId : Others, static _ => new());

    public void Failed() => Interlocked.Increment(ref _failed);

    public void Skipped() => Interlocked.Increment(ref _skipped);

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public void Fenced() => Interlocked.Increment(ref _fenced);

    public void Rejected() => Interlocked.Increment(ref _rejected);

    public void Unverified() => Interlocked.Increment(ref _unverified);

    public void Read(int bytes) => Interlocked.Add(ref _read, bytes);

    public void Written(int bytes) => Interlocked.Add(ref _written, bytes);

    public SkillCacheStatistics Snapshot(MemoryTier memory, bool isStoreCircuitOpen)
    {
        var bySkill = _bySkill.ToDictionary(static pair => pair.Key, static pair => pair.Value.Snapshot(), StringComparer.Ordinal);
        return new()
        {
            Total = bySkill.Values.Aggregate(new SkillCacheCounts(), SkillCounters.Sum),
            BySkill = bySkill,
            MemoryEntries = memory.Count,
            MemoryBytes = memory.Bytes,
            MemoryEvictions = memory.Evictions,
            StoreFailures = Volatile.Read(ref _failed),
            StoreSkipped = Volatile.Read(ref _skipped),
            WritesDropped = Volatile.Read(ref _dropped),
            WritesFenced = Volatile.Read(ref _fenced),
            EntriesRejected = Volatile.Read(ref _rejected),
            HitsUnverified = Volatile.Read(ref _unverified),
            BytesRead = Volatile.Read(ref _read),
            BytesWritten = Volatile.Read(ref _written),
            IsStoreCircuitOpen = isStoreCircuitOpen,
        };
    }
}
