using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Redis.Routing;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>Ledger and statistics on a real server.</summary>
public sealed class RedisLedgerTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly LedgerQuery All = new() { From = DateOnly.MinValue, To = DateOnly.MaxValue };
    private RedisServerFixture _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync(RedisRights.Server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static LedgerEntry Entry(decimal usd, string tenant = "t|1", string skill = "s", DateOnly? day = null) => new()
    {
        Day = day ?? Today,
        Tenant = tenant,
        Skill = skill,
        Provider = "p",
        Model = "m",
        Cost = new(usd, CostKind.Exact),
        Usage = new() { InputUncached = 10, OutputVisible = 5 },
    };

    [Fact]
    public async Task ManyWritersInSeveralEnginesAddUpToTheLastDigit()
    {
        var engines = Enumerable.Range(0, 4).Select(_ => RoutingServices.Of(_server.ConnectionString + RedisRights.User)).ToList();
        await Parallel.ForEachAsync(engines, Cancel, async (engine, cancel) =>
        {
            var ledger = engine.GetRequiredService<ICostLedger>();
            for (var i = 0; i < 1000; i++)
            {
                ledger.Record(Entry(0.000000018750m));
            }

            await engine.DisposeAsync();
        });

        await using var reader = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var line = Assert.Single(await reader.GetRequiredService<ICostLedger>().ReadAsync(All, Cancel));
        Assert.Equal(new LedgerLine(Today, "t|1", "s", "p", "m", 4000, 0, 40_000, 20_000, 0.000075m), line);
    }

    [Fact]
    public async Task LinesAreFoundByDayTenantSkillAndModel()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var ledger = engine.GetRequiredService<ICostLedger>();
        ledger.Record(Entry(1, "a", "x"));
        ledger.Record(Entry(2, "a", "y"));
        ledger.Record(Entry(4, "b", "x"));
        ledger.Record(Entry(8, "a", "x", Today.AddDays(1)));

        Assert.Equal([1, 8], (await ledger.ReadAsync(All with { Tenant = "a", Skill = "x" }, Cancel)).Select(static l => l.Usd));
        Assert.Equal([1, 2, 4], (await ledger.ReadAsync(All with { To = Today }, Cancel)).Select(static l => l.Usd));
        Assert.Empty(await ledger.ReadAsync(All with { Model = "other" }, Cancel));
    }

    [Fact]
    public async Task EveryCostThatIsNotExactIsCountedAsUncertain()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var ledger = engine.GetRequiredService<ICostLedger>();
        foreach (var cost in new[] { new Cost(1, CostKind.Exact), new Cost(2, CostKind.Estimated), new Cost(4, CostKind.AtLeast), Cost.Unknown })
        {
            ledger.Record(Entry(0) with { Cost = cost });
        }

        var line = Assert.Single(await ledger.ReadAsync(All, Cancel));

        Assert.Equal((4L, 3L, 7m), (line.Tries, line.Uncertain, line.Usd));
    }

    [Fact]
    public async Task NamesWithSeparatorsRunIntoNoOthers()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var ledger = engine.GetRequiredService<ICostLedger>();
        ledger.Record(Entry(1, "a|b", "c"));
        ledger.Record(Entry(2, "a", "b|c"));
        ledger.Record(Entry(4, "a%7Cb", "c"));

        var lines = await ledger.ReadAsync(All, Cancel);

        Assert.Equal([("a", "b|c", 2m), ("a%7Cb", "c", 4m), ("a|b", "c", 1m)], lines.Select(static l => (l.Tenant, l.Skill, l.Usd)));
        Assert.Equal(1, Assert.Single(await ledger.ReadAsync(All with { Tenant = "a|b" }, Cancel)).Usd);
    }

    /// <summary>Invented names cannot fill the memory while the server is away, and no money is lost.</summary>
    [Fact]
    public async Task LinesBeyondTenThousandBetweenTwoWritesShareOne()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString, static o => (o.LedgerFlushEvery, o.Timeout) = (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)));
        var ledger = engine.GetRequiredService<ICostLedger>();
        for (var i = 0; i < 10_002; i++)
        {
            ledger.Record(Entry(1, $"t{i}"));
        }

        ledger.Record(Entry(1, "t0"));
        var lines = await ledger.ReadAsync(All, Cancel);

        Assert.Equal((10_001, 10_003m), (lines.Count, lines.Sum(static l => l.Usd)));
        Assert.Equal(2, Assert.Single(lines, static l => l is { Tenant: "", Skill: "*" }).Usd);
        Assert.Equal(2, Assert.Single(lines, static l => l.Tenant == "t0").Usd);
    }

    [Fact]
    public async Task WhatCouldNotBeWrittenIsWrittenLater()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var ledger = (RedisCostLedger)engine.GetRequiredService<ICostLedger>();
        ledger.Record(Entry(1));
        await ledger.FlushAsync(Cancel);
        _server.Pause();
        ledger.Record(Entry(2));
        using (var brief = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.FlushAsync(brief.Token));
        }

        _server.Resume();
        ledger.Record(Entry(4));
        Assert.Equal(7, Assert.Single(await ledger.ReadAsync(All, Cancel)).Usd);
    }

    [Fact]
    public async Task FourProcessesLearnTogetherAndLoseNothing()
    {
        var engines = Enumerable.Range(0, 4).Select(_ => RoutingServices.Of(_server.ConnectionString + RedisRights.User)).ToList();
        var stores = engines.ConvertAll(static e => e.GetRequiredService<IStatisticsStore>());
        await Parallel.ForEachAsync(stores, Cancel, static async (store, cancel) =>
        {
            for (var i = 0; i < 100; i++)
            {
                await store.ExchangeAsync([new("p", "m|x", "task", 0.5, 0.25, 1, null)], cancel);
            }
        });

        foreach (var engine in engines)
        {
            var sums = await engine.GetRequiredService<IStatisticsStore>().ExchangeAsync([new("p", "m|x", "task", 0, 0, 0, null)], Cancel);
            Assert.Equal([new TaskStatistic("p", "m|x", "task", 200, 100, 400, null)], sums);
            await engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task OnlyWhatChangedComesBack()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        await using var other = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var store = engine.GetRequiredService<IStatisticsStore>();
        Assert.Equal(2, (await store.ExchangeAsync([new("p", "a", "t", 1, 1, 1, null), new("p", "b", "t", 1, 1, 1, null)], Cancel)).Count);
        Assert.Empty(await store.ExchangeAsync([], Cancel));

        await other.GetRequiredService<IStatisticsStore>().ExchangeAsync([new("p", "b", "t", 1, 1, 1, null)], Cancel);

        Assert.Equal("b", Assert.Single(await store.ExchangeAsync([], Cancel)).Model);
    }

    [Fact]
    public async Task AServerThatBeginsAnewIsListenedToFromTheStart()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + ",allowAdmin=true");
        await using var other = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var store = engine.GetRequiredService<IStatisticsStore>();
        for (var i = 0; i < 5; i++)
        {
            await store.ExchangeAsync([new("p", "a", "t", 1, 1, 1, null)], Cancel);
        }

        var database = await engine.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.ExecuteAsync("FLUSHALL");
        await other.GetRequiredService<IStatisticsStore>().ExchangeAsync([new("p", "b", "t", 1, 1, 1, null)], Cancel);

        await store.ExchangeAsync([], Cancel);
        Assert.Equal("b", Assert.Single(await store.ExchangeAsync([], Cancel)).Model);
    }

    [Fact]
    public async Task WhatDoesNotAgeHasNoMost()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);

        var sums = await engine.GetRequiredService<IStatisticsStore>().ExchangeAsync([new("p", "a", "t", 4000, 4000, 4000, null)], Cancel);

        Assert.Equal(4000, Assert.Single(sums).Weight, 1);
    }

    [Fact]
    public async Task NoMoreThanTheMostCountsSoThatAChangeIsNoticed()
    {
        await using var engine = RoutingServices.Of(_server.ConnectionString + RedisRights.User);

        var sums = await engine.GetRequiredService<IStatisticsStore>().ExchangeAsync([new("p", "a", "t", 4000, 4000, 4000, TimeSpan.FromDays(7))], Cancel);

        Assert.Equal(500, Assert.Single(sums).Weight, 1);
    }
}
