using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

public sealed class SkillCacheTests
{
    [Fact]
    public async Task AHitHasTheOutcomeAndNothingOfTheFirstCaller()
    {
        await using var cache = CacheSome.Cache();
        await cache.RunAsync(CacheSome.Request());

        var (hit, lookup) = await cache.RunAsync(CacheSome.Request(), static () => throw new InvalidOperationException("worked"));

        Assert.True(hit.CacheHit);
        Assert.Equal("""{"summary":"a"}""", hit.Outputs!.Value.GetRawText());
        Assert.Equal(("m1", "p1", true), (hit.ModelId, hit.ModelProvider, hit.ValidationPassed));
        Assert.Equal(("", null, null), (hit.ExecutionId, hit.RawOutput, hit.RenderedPrompt));
        Assert.Equal((null, default), (hit.Context.UserId, hit.ExecutedAt));
        Assert.Equal((0m, 0, 0), (hit.CostUsd, hit.TokensInput, hit.TokensOutput));
        Assert.Equal((0.5m, 100, 20), (lookup.SavedCost.Usd, lookup.SavedUsage!.InputTotal, lookup.SavedUsage.OutputTotal));
    }

    [Fact]
    public async Task TenThousandEqualRequestsWorkOnce()
    {
        await using var cache = CacheSome.Cache();
        var calls = 0;
        var go = new TaskCompletionSource();

        var runs = Enumerable.Range(0, 10_000).Select(_ => cache.RunAsync(CacheSome.Request(), async () =>
        {
            Interlocked.Increment(ref calls);
            await go.Task;
            return CacheSome.Result();
        })).ToArray();
        go.SetResult();
        var results = await Task.WhenAll(runs);

        Assert.Equal(1, calls);
        Assert.Equal(9_999, results.Count(static r => r.Lookup.Coalesced));
        Assert.All(results, static r => Assert.Equal(ExecutionStatus.Success, r.Result.Status));
    }

    [Fact]
    public async Task WhenTheWorkerFailsTheNextOneTakesOver()
    {
        await using var cache = CacheSome.Cache();
        var first = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        var second = cache.LookUpAsync(CacheSome.Request(), CancellationToken.None).AsTask();
        var third = cache.LookUpAsync(CacheSome.Request(), CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();
        var taken = await second;

        Assert.Null(taken.Hit);
        Assert.False(third.IsCompleted);
        await taken.StoreAsync(CacheSome.Result(), CancellationToken.None);
        Assert.NotNull((await third).Hit);
    }

    [Fact]
    public async Task AWaiterThatIsCanceledHandsOverNothing()
    {
        await using var cache = CacheSome.Cache();
        using var cancel = new CancellationTokenSource();
        var first = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        var second = cache.LookUpAsync(CacheSome.Request(), cancel.Token).AsTask();
        var third = cache.LookUpAsync(CacheSome.Request(), CancellationToken.None).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await first.DisposeAsync();

        Assert.Null((await third).Hit);
    }

    [Fact]
    public async Task ThoseBehindFailingWorkersComeInGrowingGroups()
    {
        await using var cache = CacheSome.Cache();
        var waiting = Enumerable.Range(0, 64).Select(_ => cache.LookUpAsync(CacheSome.Request(), CancellationToken.None).AsTask()).ToList();

        foreach (var group in (int[])[1, 1, 2, 4, 8, 16, 32])
        {
            var working = new List<Task<SkillCacheLookup>>();
            for (var i = 0; i < group; i++)
            {
                var next = await Task.WhenAny(waiting);
                waiting.Remove(next);
                working.Add(next);
            }

            Assert.Equal(0, waiting.Count(static w => w.IsCompleted));
            foreach (var worker in working)
            {
                await (await worker).DisposeAsync();
            }
        }

        Assert.Empty(waiting);
    }

    [Fact]
    public async Task AResultLivesForItsTimeAndNotLonger()
    {
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time);
        await cache.RunAsync(CacheSome.Request());

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await cache.HitsAsync(CacheSome.Request()));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await cache.HitsAsync(CacheSome.Request()));
    }

    [Theory]
    [InlineData(CacheMode.Bypass, false, false)]
    [InlineData(CacheMode.Refresh, false, true)]
    [InlineData(CacheMode.ReadOnly, true, false)]
    [InlineData(CacheMode.Default, true, true)]
    public async Task AModeSaysWhatIsReadAndWritten(CacheMode mode, bool reads, bool writes)
    {
        await using var cache = CacheSome.Cache();
        var request = CacheSome.Request(context: new() { CacheMode = mode });

        await cache.RunAsync(request, CacheSome.Result("""{"summary":"by mode"}"""));
        Assert.Equal(writes, await cache.HitsAsync(CacheSome.Request()));

        await cache.RunAsync(CacheSome.Request());
        Assert.Equal(reads, await cache.HitsAsync(request));
    }

    [Fact]
    public async Task ARefreshReplacesWhatWasThere()
    {
        await using var cache = CacheSome.Cache();
        await cache.RunAsync(CacheSome.Request());

        await cache.RunAsync(CacheSome.Request(context: new() { CacheMode = CacheMode.Refresh }), CacheSome.Result("""{"summary":"new"}"""));

        var (hit, _) = await cache.RunAsync(CacheSome.Request());
        Assert.Equal("new", hit.Outputs!.Value.GetProperty("summary").GetString());
    }

    public static TheoryData<string, SkillResult> NotKept => new()
    {
        { "failed", CacheSome.Result() with { Status = ExecutionStatus.Failed } },
        { "timed out", CacheSome.Result() with { Status = ExecutionStatus.Timeout } },
        { "a rule failed", CacheSome.Result() with { ValidationPassed = false } },
        { "repaired with loss", CacheSome.Result() with { Edits = [new("", "cut", EditKind.Lossy, 1, 0, 1, "a", null)] } },
        { "truncated", CacheSome.Result() with { Attempts = [new() { Number = 1, ModelId = "m", ModelProvider = "p", Reason = "first", StopReason = StopReason.MaxTokens }] } },
        { "refused", CacheSome.Result() with { Attempts = [new() { Number = 1, ModelId = "m", ModelProvider = "p", Reason = "first", StopReason = StopReason.Refusal }] } },
        { "from the cache", CacheSome.Result() with { CacheHit = true } },
    };

    [Theory]
    [MemberData(nameof(NotKept), DisableDiscoveryEnumeration = true)]
    public async Task WhatIsNotSoundIsNotKept(string why, SkillResult result)
    {
        await using var cache = CacheSome.Cache();

        await cache.RunAsync(CacheSome.Request(), result);

        Assert.False(await cache.HitsAsync(CacheSome.Request()), why);
        Assert.Equal((1, 0), (cache.Statistics.Total.NotStored, cache.Statistics.Total.Stored));
    }

    [Fact]
    public async Task ARefusalAtTemperatureZeroIsKeptForAWhileWhenAskedFor()
    {
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time, configure: static o => o.Cache.RefusalTtl = TimeSpan.FromMinutes(1));
        var refused = CacheSome.Result() with { Status = ExecutionStatus.Failed, ValidationPassed = false, Errors = [new("output.refused", SkillStep.ValidateOutput, "", "no")] };
        var certain = CacheSome.Request(options: new() { Temperature = 0 });

        await cache.RunAsync(certain, refused);
        await cache.RunAsync(CacheSome.Request(), refused);

        var (hit, _) = await cache.RunAsync(certain);
        Assert.Equal((ExecutionStatus.Failed, "output.refused"), (hit.Status, hit.Errors[0].Code));
        Assert.False(await cache.HitsAsync(CacheSome.Request()));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await cache.HitsAsync(certain));
    }

    [Fact]
    public async Task AStaleResultIsServedWhileOneCallerRenewsIt()
    {
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time, configure: static o => o.Cache.StaleWhileRevalidate = TimeSpan.FromMinutes(10));
        await cache.RunAsync(CacheSome.Request());
        time.Advance(TimeSpan.FromMinutes(61));

        var renewer = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        var other = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);

        Assert.True(renewer is { IsStale: true, NeedsRefresh: true, Hit.IsStale: true });
        Assert.True(other is { IsStale: true, NeedsRefresh: false, Hit.IsStale: true });
        await renewer.StoreAsync(CacheSome.Result("""{"summary":"new"}"""), CancellationToken.None);
        await renewer.DisposeAsync();
        var (hit, lookup) = await cache.RunAsync(CacheSome.Request());
        Assert.Equal(("new", false), (hit.Outputs!.Value.GetProperty("summary").GetString(), lookup.IsStale));
    }

    [Fact]
    public async Task ARenewerThatFailsLeavesTheRightToTheNext()
    {
        var time = new TestClock();
        await using var cache = CacheSome.Cache(time, configure: static o => o.Cache.StaleWhileRevalidate = TimeSpan.FromMinutes(10));
        await cache.RunAsync(CacheSome.Request());
        time.Advance(TimeSpan.FromMinutes(61));

        await (await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None)).DisposeAsync();

        Assert.True((await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None)).NeedsRefresh);
    }

    [Fact]
    public async Task AStaleResultStandsInForAFailure()
    {
        var time = new TestClock();
        var skill = CacheSome.Skill() with { Cache = new() { StaleIfError = TimeSpan.FromHours(2) } };
        await using var cache = CacheSome.Cache(time);
        await cache.RunAsync(CacheSome.Request(skill));

        time.Advance(TimeSpan.FromMinutes(90));
        await using (var lookup = await cache.LookUpAsync(CacheSome.Request(skill), CancellationToken.None))
        {
            Assert.Null(lookup.Hit);
            Assert.True(lookup.StaleFallback is { IsStale: true, CacheHit: true });
        }

        time.Advance(TimeSpan.FromMinutes(91));
        await using var later = await cache.LookUpAsync(CacheSome.Request(skill), CancellationToken.None);
        Assert.Null(later.StaleFallback);
    }

    [Fact]
    public async Task AnEntryIsRenewedEarlyByOneCallerWhenTheSkillSaysSo()
    {
        var time = new TestClock();
        var skill = CacheSome.Skill() with { Cache = new() { EagerRefreshAt = 0.8 } };
        await using var cache = CacheSome.Cache(time);
        await cache.RunAsync(CacheSome.Request(skill));

        time.Advance(TimeSpan.FromMinutes(30));
        Assert.False((await cache.LookUpAsync(CacheSome.Request(skill), CancellationToken.None)).NeedsRefresh);

        time.Advance(TimeSpan.FromMinutes(20));
        var renewer = await cache.LookUpAsync(CacheSome.Request(skill), CancellationToken.None);
        var other = await cache.LookUpAsync(CacheSome.Request(skill), CancellationToken.None);
        Assert.True(renewer is { NeedsRefresh: true, IsStale: false, Hit: not null });
        Assert.True(other is { NeedsRefresh: false, IsStale: false, Hit: not null });
    }

    [Fact]
    public async Task ACallThatAsksAfterAnInvalidationIsNotGivenOlderWork()
    {
        await using var cache = CacheSome.Cache();
        var older = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        await cache.InvalidateAsync(new() { SkillId = "summarize" }, CancellationToken.None);

        var younger = await cache.LookUpAsync(CacheSome.Request(), CancellationToken.None);
        await older.StoreAsync(CacheSome.Result(), CancellationToken.None);
        await older.DisposeAsync();

        Assert.Null(younger.Hit);
        await younger.DisposeAsync();
        Assert.False(await cache.HitsAsync(CacheSome.Request()));
    }

    public static TheoryData<CacheInvalidation, bool> Invalidations => new()
    {
        { CacheInvalidation.All, true },
        { new() { SkillId = "summarize" }, true },
        { new() { SkillId = "summarize", SkillVersion = "1.0.0" }, true },
        { new() { TenantId = "a" }, true },
        { new() { TenantId = "a", SkillId = "summarize" }, true },
        { new() { TenantId = "a", SkillId = "summarize", SkillVersion = "1.0.0" }, true },
        { new() { Tag = "prices" }, true },
        { new() { SkillId = "summarize2" }, false },
        { new() { SkillId = "*" }, false },
        { new() { SkillId = "summarize", SkillVersion = "1.0.1" }, false },
        { new() { TenantId = "b" }, false },
        { new() { TenantId = "b", SkillId = "summarize" }, false },
        { new() { Tag = "price" }, false },
    };

    [Theory]
    [MemberData(nameof(Invalidations), DisableDiscoveryEnumeration = true)]
    public async Task AnInvalidationHitsWhatItNamesAndNothingElse(CacheInvalidation what, bool hits)
    {
        foreach (var store in new[] { null, new DictionaryStore() })
        {
            await using var cache = CacheSome.Cache(store: store);
            var skill = CacheSome.Skill() with { Version = "1.0.0", Cache = new() { Tags = ["prices", "x"] } };
            var request = CacheSome.Request(skill, context: new() { TenantId = "a" });
            await cache.RunAsync(request);
            Assert.True(await cache.HitsAsync(request));

            Assert.True(await cache.InvalidateAsync(what, CancellationToken.None));

            Assert.Equal(!hits, await cache.HitsAsync(request));
        }
    }

    [Fact]
    public async Task StatisticsTellMoneyAndTokensSavedBySkill()
    {
        await using var cache = CacheSome.Cache();
        await cache.RunAsync(CacheSome.Request());
        await cache.RunAsync(CacheSome.Request());
        await cache.RunAsync(CacheSome.Request());
        await cache.RunAsync(CacheSome.Request(CacheSome.Skill("other")));

        var statistics = cache.Statistics;

        var one = statistics.BySkill["summarize"];
        Assert.Equal((2, 2, 1, 1), (one.Hits, one.MemoryHits, one.Misses, one.Stored));
        Assert.Equal((200, 40, 1.0m), (one.InputTokensSaved, one.OutputTokensSaved, one.UsdSaved));
        Assert.Equal((2, 2), (statistics.Total.Misses, statistics.MemoryEntries));
        Assert.Equal(0, statistics.BySkill["other"].Hits);
    }

    [Fact]
    public async Task TheMemoryKeepsWithinItsBytes()
    {
        await using var cache = CacheSome.Cache(configure: static o => o.Cache.MemoryBytes = 200_000);
        for (var i = 0; i < 1000; i++)
        {
            await cache.RunAsync(CacheSome.Request(inputs: $$"""{"text":"{{i}}"}"""));
        }

        Assert.InRange(cache.Statistics.MemoryBytes, 100_000, 200_000);
        Assert.InRange(cache.Statistics.MemoryEntries, 50, 200);
    }

    [Fact]
    public async Task InputsTooDeepToPutInOrderAreNotCachedAndHarmNothing()
    {
        await using var cache = CacheSome.Cache();
        using var document = JsonDocument.Parse(new string('[', 5000) + new string(']', 5000), new() { MaxDepth = 5001 });
        var request = CacheSome.Request() with { Inputs = document.RootElement };

        var (result, lookup) = await cache.RunAsync(request);

        Assert.Equal((ExecutionStatus.Success, null), (result.Status, lookup.Key));
    }
}
