using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests;

/// <summary>The store, the counters and the leases against a real server.</summary>
public sealed class RedisCacheTests : IAsyncLifetime
{
    private RedisServerFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task WhatIsSetIsReadAndHasATimeToLive()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var store = redis.GetRequiredService<ISkillCacheStore>();

        await store.SetAsync("k", new byte[] { 1, 2, 3 }, TimeSpan.FromHours(1), Cancel);

        Assert.Equal([1, 2, 3], await store.GetAsync("k", Cancel));
        Assert.Null(await store.GetAsync("other", Cancel));
        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        Assert.InRange((await database.KeyTimeToLiveAsync("k"))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task AValueOfAnotherTypeInOurPlaceIsRemoved()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.ListLeftPushAsync("k", "x");

        Assert.Null(await redis.GetRequiredService<ISkillCacheStore>().GetAsync("k", Cancel));

        Assert.False(await database.KeyExistsAsync("k"));
    }

    [Fact]
    public async Task ACounterNeverComesBackToAnEarlierValueEvenWhenTheServerForgets()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString + ",allowAdmin=true");
        var store = redis.GetRequiredService<ISkillCacheStore>();
        Assert.Equal(0, await store.IncrementAsync("c", 0, Cancel));
        var epoch = await store.IncrementAsync("sk:epoch", 0, Cancel);
        var first = await store.IncrementAsync("c", 1, Cancel);
        var second = await store.IncrementAsync("c", 1, Cancel);
        Assert.True(epoch > 0 && second > first && first > epoch - 1_000_000);
        Assert.Equal(second, await store.IncrementAsync("c", 0, Cancel));
        Assert.Equal(epoch, await store.IncrementAsync("sk:epoch", 0, Cancel));

        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.ExecuteAsync("FLUSHALL");

        Assert.True(await store.IncrementAsync("sk:epoch", 0, Cancel) > epoch);
        Assert.True(await store.IncrementAsync("c", 1, Cancel) > second);
    }

    [Fact]
    public async Task OneHoldsALeaseAndTheFenceKeepsALateHolderFromWriting()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var coordinator = redis.GetRequiredService<ISkillCacheCoordinator>();
        var store = redis.GetRequiredService<ISkillCacheStore>();
        var (first, none) = await coordinator.ClaimAsync("k", 7, TimeSpan.FromMilliseconds(50), Cancel);
        Assert.NotNull(first);
        Assert.Null(none);
        Assert.Equal(default, await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel));

        SkillCacheLease? second = null;
        await Eventually.HoldsAsync(
            async () => (second = (await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel)).Lease) is not null, "The lease did not expire.");

        Assert.True(second!.Token > first.Token);
        Assert.False(await first.RenewAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.False(await first.StoreAsync(new byte[] { 1 }, TimeSpan.FromMinutes(1), Cancel));
        await first.ReleaseAsync(Cancel);
        Assert.Equal(default, await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel));
        Assert.True(await second.RenewAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.True(await second.StoreAsync(new byte[] { 2 }, TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal([2], await store.GetAsync("k", Cancel));
        var (third, entry) = await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel);
        Assert.NotNull(third);
        Assert.Equal([2], entry);
    }

    [Fact]
    public async Task AClaimOfAKeyWithAnotherTypeHasNoEntry()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.ListLeftPushAsync("k", "x");

        var (lease, entry) = await redis.GetRequiredService<ISkillCacheCoordinator>().ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel);

        Assert.NotNull(lease);
        Assert.Null(entry);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData(",channelPrefix=app:", true)]
    [InlineData(",channelPrefix=app:", false)]
    public async Task TheEndOfALeaseIsSignaledToEveryProcess(string more, bool stores)
    {
        await using var here = RedisTest.Services(_server.ConnectionString + more);
        await using var there = RedisTest.Services(_server.ConnectionString + more);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiter = there.GetRequiredService<ISkillCacheCoordinator>();
        using var registration = waiter.OnSignal(m => heard.TrySetResult(m));
        var coordinator = here.GetRequiredService<ISkillCacheCoordinator>();

        await Eventually.HoldsAsync(
            async () =>
            {
                var lease = (await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel)).Lease!;
                Assert.Null((await waiter.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel)).Lease);
                await (stores ? lease.StoreAsync(new byte[] { 1 }, TimeSpan.FromMinutes(1), Cancel).AsTask() : lease.ReleaseAsync(Cancel).AsTask());
                return heard.Task.IsCompleted;
            },
            "The signal did not arrive.");

        Assert.Equal("k", await heard.Task);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheEndOfALeaseThatNobodyWaitsForIsNotSignaled(bool stores)
    {
        await using var here = RedisTest.Services(_server.ConnectionString);
        await using var there = RedisTest.Services(_server.ConnectionString);
        var heard = new ConcurrentQueue<string>();
        var coordinator = here.GetRequiredService<ISkillCacheCoordinator>();
        using var registration = there.GetRequiredService<ISkillCacheCoordinator>().OnSignal(heard.Enqueue);
        await Eventually.HoldsAsync(
            async () =>
            {
                await coordinator.SignalAsync("hello", Cancel);
                return !heard.IsEmpty;
            },
            "The signal did not arrive.");

        var lease = (await coordinator.ClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel)).Lease!;
        await (stores ? lease.StoreAsync(new byte[] { 1 }, TimeSpan.FromMinutes(1), Cancel).AsTask() : lease.ReleaseAsync(Cancel).AsTask());
        await coordinator.SignalAsync("end", Cancel);

        await Eventually.HoldsAsync(() => heard.Contains("end"), "The signal did not arrive.");
        Assert.DoesNotContain("k", heard);
    }

    /// <summary>A lease of a later generation has waiting callers of its own.</summary>
    [Fact]
    public async Task TheEndOfALeaseOfAnotherGenerationTakesNoSignalAway()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var coordinator = redis.GetRequiredService<ISkillCacheCoordinator>();
        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        var minute = TimeSpan.FromMinutes(1);
        var early = (await coordinator.ClaimAsync("k", 7, minute, Cancel)).Lease!;
        Assert.Null((await coordinator.ClaimAsync("k", 7, minute, Cancel)).Lease);
        Assert.True(await database.KeyExistsAsync("k:w:7"));

        await (await coordinator.ClaimAsync("k", 8, minute, Cancel)).Lease!.ReleaseAsync(Cancel);
        Assert.True(await database.KeyExistsAsync("k:w:7"));
        await early.ReleaseAsync(Cancel);

        Assert.False(await database.KeyExistsAsync("k:w:7"));
    }

    [Fact]
    public async Task FindOrClaimReturnsTheEntryTheLeaseOrNeither()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var coordinator = redis.GetRequiredService<ISkillCacheCoordinator>();

        var (lease, none) = await coordinator.FindOrClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel);
        Assert.NotNull(lease);
        Assert.Null(none);
        Assert.Equal(default, await coordinator.FindOrClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel));

        await lease.StoreAsync(new byte[] { 1 }, TimeSpan.FromMinutes(1), Cancel);
        var (noLease, entry) = await coordinator.FindOrClaimAsync("k", 7, TimeSpan.FromSeconds(30), Cancel);
        Assert.Null(noLease);
        Assert.Equal([1], entry);
    }

    [Fact]
    public async Task FindOrClaimReadsAServerThatCannotWrite()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString + ",allowAdmin=true");
        var coordinator = redis.GetRequiredService<ISkillCacheCoordinator>();
        var database = await redis.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.StringSetAsync("known", new byte[] { 1 });
        await database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        Assert.Equal([1], (await coordinator.FindOrClaimAsync("known", 7, TimeSpan.FromSeconds(30), Cancel)).Entry);
        Assert.Equal(default, await coordinator.FindOrClaimAsync("unknown", 7, TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task LeasesOfDifferentGenerationsDoNotMeet()
    {
        await using var redis = RedisTest.Services(_server.ConnectionString);
        var coordinator = redis.GetRequiredService<ISkillCacheCoordinator>();

        Assert.NotNull((await coordinator.ClaimAsync("k", 1, TimeSpan.FromSeconds(30), Cancel)).Lease);
        Assert.NotNull((await coordinator.ClaimAsync("k", 2, TimeSpan.FromSeconds(30), Cancel)).Lease);
    }

    [Fact]
    public async Task ASignalReachesEveryProcess()
    {
        await using var here = RedisTest.Services(_server.ConnectionString);
        await using var there = RedisTest.Services(_server.ConnectionString);
        var heard = new TaskCompletionSource<string>();
        using var registration = there.GetRequiredService<ISkillCacheCoordinator>().OnSignal(m => heard.TrySetResult(m));

        await Eventually.HoldsAsync(
            async () =>
            {
                await here.GetRequiredService<ISkillCacheCoordinator>().SignalAsync("hello", Cancel);
                return heard.Task.IsCompleted;
            },
            "The signal did not arrive.");

        Assert.Equal("hello", await heard.Task);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHostClosesItsConnectionHoweverItIsDisposed(bool synchronously)
    {
        var services = RedisTest.Services(_server.ConnectionString);
        var multiplexer = await services.GetRequiredService<RedisConnection>().MultiplexerAsync(TestContext.Current.CancellationToken);
        _ = services.GetRequiredService<SkillExecutionEngine>();

        if (synchronously)
        {
            services.Dispose();
        }
        else
        {
            await services.DisposeAsync();
        }

        Assert.False(multiplexer.IsConnected);
    }

    [Fact]
    public void AnEngineWithoutAServerIsDisposedToo() => SkillsEngine.Create(static builder => builder.AddRedisCache("127.0.0.1:1")).Dispose();

    [Theory]
    [InlineData("", "ConnectionString is empty. Set it, for example to 'localhost:6379', set ConnectionFactory, or register an IConnectionMultiplexer.")]
    [InlineData("localhost,nonsense=1,password=secret", "a part of it is not valid")]
    [InlineData("password=secret", "it names no server")]
    public void AConnectionStringThatCannotBeUsedIsSaidAtStartWithoutItsPassword(string connectionString, string sentence)
    {
        using var services = RedisTest.Services(connectionString);

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<RedisCacheOptions>>().Value);

        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
