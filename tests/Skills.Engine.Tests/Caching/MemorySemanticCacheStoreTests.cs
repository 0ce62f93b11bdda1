using Microsoft.Extensions.Options;
using Skills.Engine.Caching.Semantic;

namespace Skills.Engine.Tests.Caching;

/// <summary>Embeddings in memory: what is near, and what is evicted.</summary>
public sealed class MemorySemanticCacheStoreTests
{
    [Fact]
    public async Task TheNearestComeFirstAndNoMoreThanAsked()
    {
        var store = Store();
        await AddAsync(store, "far", 3, 4);
        await AddAsync(store, "same", 2, 0);
        await AddAsync(store, "near", 4, 3);
        await AddAsync(store, "away", 0, 1);

        Assert.Equal([("same", 1), ("near", 0.8)], await FindAsync(store, limit: 2));
        Assert.Equal(["same", "near", "far"], (await FindAsync(store, limit: 9)).Select(static m => m.Key));
    }

    [Fact]
    public async Task EntriesOfAnotherPartitionModelNumberOrLengthDoNotMatch()
    {
        var store = Store();
        await store.AddAsync(new("other", "a", "m", [new float[] { 1, 0 }]), Cancel);
        await store.AddAsync(new("p", "b", "other", [new float[] { 1, 0 }]), Cancel);
        await store.AddAsync(new("p", "c", "m", [new float[] { 1, 0 }, new float[] { 1, 0 }]), Cancel);
        await store.AddAsync(new("p", "d", "m", [new float[] { 1, 0, 0 }]), Cancel);
        await store.AddAsync(new("p", "e", "m", [new float[] { 0, 0 }]), Cancel);
        await store.AddAsync(new("p", "f", "m", [new float[] { float.NaN, 1 }]), Cancel);

        Assert.Empty(await FindAsync(store));
    }

    [Fact]
    public async Task TheLeastUsedOfAPartitionGoesWhenItIsFull()
    {
        var store = Store(static o => o.MaxEntries = 2);
        await AddAsync(store, "one", 1, 0);
        await AddAsync(store, "two", 0, 1);
        await store.AddAsync(new("other", "three", "m", [new float[] { 1, 0 }]), Cancel);
        Assert.Single(await FindAsync(store));
        await AddAsync(store, "four", 4, 3);

        Assert.Equal(["one", "four"], (await FindAsync(store)).Select(static m => m.Key));
        Assert.Equal(["three"], await KeysAsync(store, "other"));
    }

    [Fact]
    public async Task TheLeastUsedOfAllGoesWhenTheBytesAreUsedUp()
    {
        // An entry of 256 numbers takes 1 KiB, its names and half a KiB besides.
        var store = Store(static o => o.MemoryBytes = 64 * 1024);
        var kept = await FillAsync(store);

        Assert.InRange(kept.Count, 40, 43);
        Assert.Equal(Enumerable.Range(200 - kept.Count, kept.Count).Select(static i => $"key{i}"), kept);
        await store.AddAsync(new("p", "large", "m", [Ones(64 * 1024)]), Cancel);
        Assert.Equal(kept, await KeptAsync(store));
    }

    // 512 bytes, two for each letter of key and partition, and four for each number.
    [Theory]
    [InlineData(530, "key", true)]
    [InlineData(529, "key", false)]
    [InlineData(531, "keys", false)]
    [InlineData(532, "keys", true)]
    public async Task AnEntryOfExactlyTheBytesIsKept(long bytes, string key, bool kept)
    {
        var store = Store(o => o.MemoryBytes = bytes);

        await store.AddAsync(new("pp", key[..^1], "m", [new float[] { 1, 0 }]), Cancel);
        await store.AddAsync(new("pp", key, "m", [new float[] { 1, 0 }]), Cancel);

        Assert.Equal([kept ? key : key[..^1]], await KeysAsync(store, "pp"));
    }

    [Fact]
    public async Task BytesOfEntriesThatAreGoneAreFree()
    {
        // Two entries of 524 bytes and no more.
        var store = Store(static o => o.MemoryBytes = 2 * 524);
        foreach (var key in (string[])["a", "b", "a", "c", "b", "b", "a"])
        {
            await store.RemoveAsync("p", key, Cancel);
            await AddAsync(store, key, 1, 0);
            await AddAsync(store, key, 1, 0);
        }

        Assert.Equal(["a", "b"], (await KeysAsync(store, "p")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnEntryIsReplacedAndRemovedByItsKey()
    {
        var store = Store();
        await AddAsync(store, "one", 1, 0);
        await AddAsync(store, "one", 4, 3);
        Assert.Equal([("one", 0.8)], await FindAsync(store));

        await store.RemoveAsync("other", "one", Cancel);
        await store.RemoveAsync("p", "unknown", Cancel);
        Assert.Equal(["one"], await KeysAsync(store, "p"));
        await store.RemoveAsync("p", "one", Cancel);
        Assert.Empty(await KeysAsync(store, "p"));
    }

    [Fact]
    public async Task ItStaysConsistentUnderLoad()
    {
        var store = Store(static o => (o.MaxEntries, o.MemoryBytes) = (20, 64 * 1024));

        await Parallel.ForEachAsync(Enumerable.Range(0, 4000), Cancel, async (i, token) =>
        {
            var partition = $"p{i % 5}";
            await store.AddAsync(new(partition, $"key{i % 97}", "m", [new float[] { i % 7, 1 }]), token);
            await store.FindAsync(new(partition, "m", [new float[] { 1, 1 }], 0.5, 3), token);
            await store.RemoveAsync(partition, $"key{i % 89}", token);
        });

        for (var p = 0; p < 5; p++)
        {
            Assert.InRange((await KeysAsync(store, $"p{p}")).Count, 1, 20);
            for (var i = 0; i < 97; i++)
            {
                await store.RemoveAsync($"p{p}", $"key{i}", Cancel);
            }
        }

        Assert.Equal(await FillAsync(Store(static o => o.MemoryBytes = 64 * 1024)), await FillAsync(store));
    }

    [Fact]
    public async Task ACanceledSearchEnds()
    {
        var store = Store();
        await AddAsync(store, "one", 1, 0);

        await Assert.ThrowsAsync<OperationCanceledException>(() => store.FindAsync(new("p", "m", [new float[] { 1, 0 }], 0.5, 1), new(canceled: true)).AsTask());
    }

    private static MemorySemanticCacheStore Store(Action<SemanticCacheOptions>? configure = null)
    {
        var options = new SkillsEngineOptions();
        configure?.Invoke(options.Cache.Semantic);
        return new(Options.Create(options));
    }

    private static ValueTask AddAsync(MemorySemanticCacheStore store, string key, float x, float y) => store.AddAsync(new("p", key, "m", [new[] { x, y }]), Cancel);

    private static async Task<IEnumerable<(string Key, double Similarity)>> FindAsync(MemorySemanticCacheStore store, int limit = 4) =>
        (await store.FindAsync(new("p", "m", [new float[] { 1, 0 }], 0.5, limit), Cancel)).Select(static m => (m.Key, m.Similarity));

    private static async Task<List<string>> FillAsync(MemorySemanticCacheStore store)
    {
        for (var i = 0; i < 200; i++)
        {
            await store.AddAsync(new($"p{i}", $"key{i}", "m", [Ones(256)]), Cancel);
        }

        return await KeptAsync(store);
    }

    private static async Task<List<string>> KeptAsync(MemorySemanticCacheStore store)
    {
        var kept = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            kept.AddRange((await store.FindAsync(new($"p{i}", "m", [Ones(256)], 0.5, 1), Cancel)).Select(static m => m.Key));
        }

        return kept;
    }

    private static async Task<List<string>> KeysAsync(MemorySemanticCacheStore store, string partition) =>
        [.. (await store.FindAsync(new(partition, "m", [new float[] { 1, 1 }], -1, 100), Cancel)).Select(static m => m.Key)];

    private static float[] Ones(int length)
    {
        var vector = new float[length];
        Array.Fill(vector, 1);
        return vector;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
