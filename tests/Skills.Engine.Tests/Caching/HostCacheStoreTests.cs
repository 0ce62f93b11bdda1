using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Caching;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>The same promises over the caches hosts already have.</summary>
public sealed class HostCacheStoreTests
{
    public static TheoryData<string> Kinds => ["distributed", "hybrid"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AnotherProcessGetsTheHitAndTheInvalidation(string kind)
    {
        var time = new TestClock();
        var shared = new ByteCache();
        await using var here = CacheSome.Cache(time, Store(kind, shared, time));
        await using var there = CacheSome.Cache(time, Store(kind, shared, time));

        await here.RunAsync(CacheSome.Request());
        Assert.True(await there.HitsAsync(CacheSome.Request()));

        await here.InvalidateAsync(new() { SkillId = "summarize" }, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await there.HitsAsync(CacheSome.Request()));
        await there.RunAsync(CacheSome.Request(), CacheSome.Result("""{"summary":"new"}"""));

        await here.InvalidateAsync(new() { SkillId = "other" }, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await here.HitsAsync(CacheSome.Request()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ACounterMovesWithEveryInvalidationEvenWhenItsCacheForgets(string kind)
    {
        var time = new TestClock();
        var shared = new ByteCache();
        var store = Store(kind, shared, time);

        Assert.Equal(0, await store.IncrementAsync("c", 0, CancellationToken.None));
        var first = await store.IncrementAsync("c", 1, CancellationToken.None);
        var second = await store.IncrementAsync("c", 1, CancellationToken.None);
        shared.Entries.Clear();
        time.Advance(TimeSpan.FromSeconds(1));
        var third = await store.IncrementAsync("c", 1, CancellationToken.None);

        Assert.True(first < second && second < third);
        Assert.Equal(third, await store.IncrementAsync("c", 0, CancellationToken.None));
    }

    [Fact]
    public void TheHostsCacheIsTakenByOneLine()
    {
        foreach (var (register, expected) in new (Action<SkillsEngineBuilder>, Type)[]
        {
            (static b => b.AddDistributedCache(), typeof(DistributedSkillCacheStore)),
            (static b => b.AddHybridCache(), typeof(HybridSkillCacheStore)),
            (static b => b.AddCacheStore(new DictionaryStore()).AddDistributedCache(), typeof(DictionaryStore)),
        })
        {
            var services = new ServiceCollection();
            services.AddSingleton<IDistributedCache>(new ByteCache());
            services.AddSingleton<HybridCache>(new SmallHybridCache(new()));
            register(services.AddSkillsEngine());

            Assert.IsType(expected, services.BuildServiceProvider().GetRequiredService<ISkillCacheStore>());
        }
    }

    private static ISkillCacheStore Store(string kind, ByteCache shared, TimeProvider time) => kind == "hybrid"
        ? new HybridSkillCacheStore(new SmallHybridCache(shared), time)
        : new DistributedSkillCacheStore(shared, time);

    private sealed class ByteCache : IDistributedCache
    {
        public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

        public byte[]? Get(string key) => Entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Refresh(string key) { }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => Entries.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Entries[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }

    // A local tier for ever and a shared one, as the real one has; it heeds the flags the store relies on.
    private sealed class SmallHybridCache(ByteCache shared) : HybridCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _local = new();

        public override async ValueTask<T> GetOrCreateAsync<TState, T>(
            string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
        {
            var flags = options?.Flags ?? HybridCacheEntryFlags.None;
            if (!flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheRead) && _local.TryGetValue(key, out var bytes))
            {
                return JsonSerializer.Deserialize<T>(bytes)!;
            }

            if (shared.Get(key) is { } known)
            {
                if (!flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite))
                {
                    _local[key] = known;
                }

                return JsonSerializer.Deserialize<T>(known)!;
            }

            return flags.HasFlag(HybridCacheEntryFlags.DisableUnderlyingData) ? default! : await factory(state, cancellationToken);
        }

        public override ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value);
            if (options?.Flags?.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite) is not true)
            {
                _local[key] = bytes;
            }

            shared.Entries[key] = bytes;
            return default;
        }

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
        {
            _local.TryRemove(key, out _);
            shared.Remove(key);
            return default;
        }

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => default;
    }
}
