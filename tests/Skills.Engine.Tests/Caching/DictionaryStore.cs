using System.Collections.Concurrent;

namespace Skills.Engine.Tests.Caching;

/// <summary>A shared store for tests, which can be made to fail, to hang or to answer anything.</summary>
internal sealed class DictionaryStore : ISkillCacheStore
{
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

    public ConcurrentDictionary<string, long> Counters { get; } = new();

    public Func<Task>? BeforeRead { get; set; }

    public Func<Task>? BeforeWrite { get; set; }

    public int Reads;

    public int Writes;

    public TimeSpan? LastTtl { get; private set; }

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Reads);
        await (BeforeRead?.Invoke() ?? Task.CompletedTask);
        return Entries.GetValueOrDefault(key);
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Writes);
        await (BeforeWrite?.Invoke() ?? Task.CompletedTask);
        LastTtl = ttl;
        Entries[key] = value.ToArray();
    }

    public async ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken)
    {
        await ((by == 0 ? BeforeRead : BeforeWrite)?.Invoke() ?? Task.CompletedTask);
        return Counters.AddOrUpdate(counter, by, (_, old) => old + by);
    }
}
