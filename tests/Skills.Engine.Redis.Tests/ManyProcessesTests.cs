using System.Globalization;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests;

/// <summary>Several processes on one Redis.</summary>
public sealed class ManyProcessesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisServerFixture _server = null!;
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync();
        _database = (await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString)).GetDatabase();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task FourProcessesOfFiveHundredCallersAskTheModelOnce()
    {
        await using var workers = await Workers.StartAsync(4, "stampede", _server.ConnectionString);
        await ExpectAsync(4);

        workers.Tell("go");
        var ends = await workers.WaitForAsync("done");

        Assert.Equal(1, (long)await _database.StringGetAsync(CacheWorker.CallsKey));
        Assert.Equal(2000, ends.Sum(static e => int.Parse(e[^1].Split(' ')[1], CultureInfo.InvariantCulture)));
        Assert.Equal(1999, ends.Sum(static e => int.Parse(e[^1].Split(' ')[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task WhenTheHolderIsKilledAnotherTakesOverAndNobodyIsLost()
    {
        await using var holder = await WorkerProcess.StartAsync("hold", _server.ConnectionString);
        await using var workers = await Workers.StartAsync(2, "stampede", _server.ConnectionString);
        await ExpectAsync(3);
        holder.Tell("go");
        await holder.WaitForAsync("holding");

        workers.Tell("go");
        await workers.WaitForAsync("begun");
        holder.Kill();
        var ends = await workers.WaitForAsync("done");

        Assert.Equal(2, (long)await _database.StringGetAsync(CacheWorker.CallsKey));
        Assert.Equal(1000, ends.Sum(static e => int.Parse(e[^1].Split(' ')[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task AfterTheBoundNoProcessServesWhatWasInvalidated()
    {
        var bound = new SkillCacheOptions().InvalidationBound;
        await _database.StringSetAsync(CacheWorker.TruthKey, 1);
        await using var workers = await Workers.StartAsync(3, "read", _server.ConnectionString);
        await using var invalidator = await CacheWorker.EngineAsync(_server.ConnectionString);
        workers.Tell("go");
        await Eventually.HoldsAsync(async () => (await ChecksAsync()).Length == 3, "Not every process reads.");

        var invalidations = new List<(long At, long Truth)>();
        for (var i = 0; i < 6; i++)
        {
            var truth = await _database.StringIncrementAsync(CacheWorker.TruthKey);
            Assert.True(await invalidator.InvalidateCacheAsync(CacheWorker.Skill.Id, TestContext.Current.CancellationToken));
            invalidations.Add((DateTime.UtcNow.Ticks, truth));
            await EveryProcessChecksAfterAsync(invalidations[^1].At + bound.Ticks);
        }

        workers.Tell("stop");
        var samples = (await workers.WaitForAsync("done"))
            .SelectMany(static lines => lines.Take(lines.Count - 1))
            .Select(static line => line.Split(' ').Select(static n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .ToList();

        var stale = samples.Count(s => s[1] < invalidations.Where(i => i.At + bound.Ticks <= s[0]).Select(static i => i.Truth).DefaultIfEmpty(0).Max());
        var late = samples.Count(s => s[1] < invalidations.Where(i => i.At <= s[0]).Select(static i => i.Truth).DefaultIfEmpty(0).Max());
        output.WriteLine($"{samples.Count} checks in 3 processes, {stale} stale after the bound of {bound}, {late} stale within it; {(long)await _database.StringGetAsync(CacheWorker.CallsKey)} model calls");
        Assert.True(samples.Count >= 10_000, $"Only {samples.Count} checks.");
        Assert.Equal(0, stale);
        Assert.DoesNotContain(samples, static s => s[1] < 0);
    }

    // From here on calls are counted, and the model waits for the executions of all processes.
    private async Task ExpectAsync(int processes)
    {
        await _database.KeyDeleteAsync(CacheWorker.CallsKey);
        await _database.StringSetAsync(CacheWorker.ExpectedKey, processes);
    }

    // The bound is a promise in the real time of the server and of three processes, so this waits in real time. Of two further rounds of
    // checks, the second began after it.
    private async Task EveryProcessChecksAfterAsync(long ticks)
    {
        await Eventually.HoldsAsync(() => DateTime.UtcNow.Ticks > ticks, "The clock stands still.");
        var before = await ChecksAsync();
        await Eventually.HoldsAsync(async () => (await ChecksAsync()).All(c => (long)c.Value >= (long)before.First(b => b.Name == c.Name).Value + 2), "A process no longer reads.");
    }

    private Task<HashEntry[]> ChecksAsync() => _database.HashGetAllAsync(CacheWorker.ChecksKey);

    private sealed class Workers(WorkerProcess[] workers) : IAsyncDisposable
    {
        public static async Task<Workers> StartAsync(int count, string mode, string redis) =>
            new(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => WorkerProcess.StartAsync(mode, redis))));

        public void Tell(string line) => Array.ForEach(workers, w => w.Tell(line));

        public async Task<IReadOnlyList<string>[]> WaitForAsync(string word) => await Task.WhenAll(workers.Select(w => w.WaitForAsync(word)));

        public async ValueTask DisposeAsync()
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }
}
