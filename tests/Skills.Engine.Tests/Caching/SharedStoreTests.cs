using Skills.Engine.Caching;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>The cache over a shared store that behaves, fails, hangs or lies.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public async Task AnotherProcessGetsTheHitWithItsOwnTimeToLive()
    {
        var store = new DictionaryStore();
        await using var here = CacheSome.Cache(store: store);
        await using var there = CacheSome.Cache(store: store);
        await here.RunAsync(CacheSome.Request());

        var (hit, _) = await there.RunAsync(CacheSome.Request(), static () => throw new InvalidOperationException("worked"));

        Assert.True(hit.CacheHit);
        Assert.Equal(1, there.Statistics.Total.StoreHits);
        Assert.InRange(store.LastTtl!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task TenantsNeverSeeEachOther()
    {
        var store = new DictionaryStore();
        await using var cache = CacheSome.Cache(store: store);
        await cache.RunAsync(CacheSome.Request(context: new() { TenantId = "a" }));

        foreach (var tenant in new[] { "b", "A", "", null })
        {
            Assert.False(await cache.HitsAsync(CacheSome.Request(context: new() { TenantId = tenant })));
        }
    }

    [Fact]
    public async Task WhatAnotherProcessRenewedIsNotRenewedAgain()
    {
        var (time, store) = (new TestClock(), new DictionaryStore());
        Action<SkillsEngineOptions> configure = static o => o.Cache.StaleWhileRevalidate = TimeSpan.FromMinutes(10);
        await using var here = CacheSome.Cache(time, store, configure);
        await using var there = CacheSome.Cache(time, store, configure);
        await here.RunAsync(CacheSome.Request());
        Assert.True(await there.HitsAsync(CacheSome.Request()));
        time.Advance(TimeSpan.FromMinutes(61));
        var renewer = await here.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        await renewer.StoreAsync(CacheSome.Result("""{"summary":"new"}"""), CancellationToken.None);
        await renewer.DisposeAsync();

        var lookup = await there.LookUpAsync(CacheSome.Request(), CancellationToken.None);

        Assert.True(lookup is { IsStale: false, NeedsRefresh: false, Hit.IsStale: false });
        Assert.Equal("new", lookup.Hit!.Outputs!.Value.GetProperty("summary").GetString());
    }

    [Theory]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public async Task ATenantsEntryIsServedToItByEveryProcess(string? tenant, bool encrypted)
    {
        var store = new DictionaryStore();
        Action<SkillsEngineOptions>? configure = encrypted ? static o => o.Cache.EncryptionKeys.Add(new byte[32]) : null;
        await using var here = CacheSome.Cache(store: store, configure: configure);
        await using var there = CacheSome.Cache(store: store, configure: configure);
        var request = CacheSome.Request(context: new() { TenantId = tenant });
        await here.RunAsync(request);

        Assert.True(await there.HitsAsync(request));
        Assert.Equal((1, 0), (there.Statistics.Total.StoreHits, there.Statistics.EntriesRejected));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStoreThatServesAnotherTenantsEntryIsNotBelieved(bool encrypted)
    {
        var store = new DictionaryStore();
        Action<SkillsEngineOptions>? configure = encrypted ? static o => o.Cache.EncryptionKeys.Add(new byte[32]) : null;
        await using var here = CacheSome.Cache(store: store, configure: configure);
        await here.RunAsync(CacheSome.Request(context: new() { TenantId = "a" }));
        await using var there = CacheSome.Cache(store: store, configure: configure);
        var victim = CacheSome.Request(context: new() { TenantId = "b" });
        store.Entries[there.ExplainKey(victim).Key!] = store.Entries.Values.Single();

        Assert.False(await there.HitsAsync(victim));
        Assert.Equal(1, there.Statistics.EntriesRejected);
    }

    [Fact]
    public async Task AStoreThatThrowsNeverFailsAnExecutionAndItsCircuitOpens()
    {
        var time = new TestClock();
        var store = new DictionaryStore { BeforeRead = static () => throw new IOException(), BeforeWrite = static () => throw new IOException() };
        await using var cache = CacheSome.Cache(time, store);

        for (var i = 0; i < 50; i++)
        {
            var (result, _) = await cache.RunAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}"""));
            Assert.Equal(ExecutionStatus.Success, result.Status);
        }

        var reads = store.Reads;
        Assert.True(cache.Statistics.IsStoreCircuitOpen);
        Assert.True(cache.Statistics.StoreFailures >= 5);
        for (var i = 0; i < 50; i++)
        {
            Assert.True(await cache.HitsAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}""")));
        }

        Assert.Equal(reads, store.Reads);
    }

    [Fact]
    public async Task AStoreThatHangsHoldsAnExecutionUpByTheHardLimitAtMost()
    {
        var never = new TaskCompletionSource();
        var store = new DictionaryStore { BeforeRead = () => never.Task, BeforeWrite = () => never.Task };
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time, store);

        for (var i = 0; i < 20; i++)
        {
            var run = cache.RunAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}"""));
            await AdvanceUntilDone(run, time, TimeSpan.FromMilliseconds(150));
            Assert.Equal(ExecutionStatus.Success, (await run).Result.Status);
        }

        Assert.True(cache.Statistics.IsStoreCircuitOpen);
    }

    [Fact]
    public async Task AStoreThatComesBackIsFoundByAProbeThatNobodyWaitsFor()
    {
        var time = new TestClock();
        var broken = true;
        var store = new DictionaryStore { BeforeRead = Fail, BeforeWrite = Fail };
        await using var cache = CacheSome.Cache(time, store);
        for (var i = 0; i < 10; i++)
        {
            await cache.RunAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}"""));
        }

        broken = false;
        time.Advance(TimeSpan.FromSeconds(3));

        var asked = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                await cache.RunAsync(CacheSome.Request(inputs: $$"""{"m":{{asked++}}}"""));
                return !cache.Statistics.IsStoreCircuitOpen;
            },
            "The probe did not close the breaker.");

        await cache.RunAsync(CacheSome.Request(inputs: """{"after":1}"""));
        Assert.Contains(cache.ExplainKey(CacheSome.Request(inputs: """{"after":1}""")).Key!, store.Entries.Keys);

        Task Fail() => broken ? throw new IOException() : Task.CompletedTask;
    }

    [Fact]
    public async Task AStoreThatReadsButCannotWriteStillServes()
    {
        var store = new DictionaryStore();
        await using (var writer = CacheSome.Cache(store: store))
        {
            await writer.RunAsync(CacheSome.Request());
        }

        store.BeforeWrite = static () => throw new IOException("READONLY");
        await using var cache = CacheSome.Cache(store: store);
        for (var i = 0; i < 20; i++)
        {
            await cache.RunAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}"""));
        }

        Assert.True(await cache.HitsAsync(CacheSome.Request()));
        Assert.Equal(1, cache.Statistics.Total.StoreHits);
    }

    [Fact]
    public async Task AnInvalidationThatDidNotReachTheStoreHoldsHereAndIsTriedAgain()
    {
        var time = new TestClock();
        var store = new DictionaryStore();
        await using var cache = CacheSome.Cache(time, store);
        await using var other = CacheSome.Cache(time, store);
        await cache.RunAsync(CacheSome.Request());
        Assert.True(await other.HitsAsync(CacheSome.Request()));

        store.BeforeWrite = static () => throw new IOException();
        Assert.False(await cache.InvalidateAsync(CacheInvalidation.All, CancellationToken.None));
        Assert.False(await cache.HitsAsync(CacheSome.Request()));

        store.BeforeWrite = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                return !await other.HitsAsync(CacheSome.Request());
            },
            "The invalidation was not tried again.");
    }

    [Fact]
    public async Task AnInvalidationElsewhereIsSeenWithinTheBoundWithoutAnySignal()
    {
        var time = new TestClock();
        var store = new DictionaryStore();
        await using var here = CacheSome.Cache(time, store);
        await using var there = CacheSome.Cache(time, store);
        await here.RunAsync(CacheSome.Request());
        Assert.True(await there.HitsAsync(CacheSome.Request()));

        await here.InvalidateAsync(new() { SkillId = "summarize" }, CancellationToken.None);
        time.Advance(TimeSpan.FromMilliseconds(1001));

        Assert.False(await there.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task AResultTooLargeIsNotKept()
    {
        var store = new DictionaryStore();
        await using var cache = CacheSome.Cache(store: store, configure: static o => o.Cache.MaxEntryBytes = 2000);

        await cache.RunAsync(CacheSome.Request(), CacheSome.Result($$"""{"summary":"{{new string('a', 3000)}}"}"""));

        Assert.Empty(store.Entries);
        Assert.False(await cache.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task WritesThatPileUpAreDroppedFromTheOldEndAndCounted()
    {
        var time = new TestClock();
        var never = new TaskCompletionSource();
        var store = new DictionaryStore();
        await using var cache = CacheSome.Cache(time, store, static o => (o.Cache.WriteQueueLength, o.Cache.WriteBytesInFlight) = (3, 64 * 1024));
        var large = CacheSome.Result($$"""{"summary":"{{new string('a', 6000)}}"}""");
        await cache.RunAsync(CacheSome.Request());
        store.BeforeWrite = () => never.Task;

        for (var i = 0; i < 20; i++)
        {
            await AdvanceUntilDone(cache.RunAsync(CacheSome.Request(inputs: $$"""{"n":{{i}}}"""), large), time, TimeSpan.FromMilliseconds(31));
        }

        Assert.InRange(cache.Statistics.WritesDropped, 1, 20);
    }

    [Fact]
    public async Task AnExecutionDoesNotWaitForItsWriteUnlessTheHostAsksForIt()
    {
        var never = new TaskCompletionSource();
        var store = new DictionaryStore { BeforeWrite = () => never.Task };
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time, store, static o => o.Cache.ReadYourWrites = false);
        await using var waiting = CacheSome.Cache(time, store);

        await cache.RunAsync(CacheSome.Request()).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        var run = waiting.RunAsync(CacheSome.Request());

        await Eventually.HoldsAsync(() => store.Writes == 2, "The second write did not begin.");
        Assert.False(run.IsCompleted);
        await AdvanceUntilDone(run, time, TimeSpan.FromMilliseconds(31));
    }

    [Fact]
    public async Task ACallerWhoCancelsIsNotHeldByASlowStore()
    {
        var never = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        await using var cache = CacheSome.Cache(new TestClock(), new DictionaryStore { BeforeRead = () => never.Task });

        var lookup = cache.LookUpAsync(CacheSome.Request(), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup);
    }

    // Moves the clock in small steps, and never further than the limit, until the execution is through.
    private static async Task AdvanceUntilDone(Task run, TestClock time, TimeSpan limit)
    {
        var step = limit / 10;
        for (var passed = TimeSpan.Zero; !run.IsCompleted; passed += step)
        {
            Assert.True(passed <= limit, $"The execution was held up for more than {limit}.");
            for (var i = 0; i < 20 && !run.IsCompleted; i++)
            {
                await Task.Delay(1);
            }

            time.Advance(step);
        }
    }
}
