using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Stores;

/// <summary>Several processes on one run, with kills and freezes of workers and of the server.</summary>
public sealed class CrashedWorkersTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Items = 3000;

    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileWorking = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledWorkersAndAKilledRedisLoseNothingAndRecordNothingTwice()
    {
        await using var redis = await RedisServerFixture.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");

        await RunAsync(redis.ConnectionString, "redis", builder => builder.AddRedisBatches(c => c.ConnectionString = redis.ConnectionString, static o => o.Lease = TimeSpan.FromSeconds(2)), async server =>
        {
            await redis.RestartAsync();
            redis.Pause();
            await Eventually.SettlesAsync(() => server.Requests.Count);
            redis.Resume();
        });
    }

    [Fact]
    public async Task KilledWorkersOnPostgresLoseNothingAndRecordNothingTwice()
    {
        postgres.Require();

        await RunAsync(postgres.ConnectionString, "postgres", builder => builder.AddPostgresBatches(postgres.ConnectionString, static o => o.Lease = TimeSpan.FromSeconds(2)), crashStore: null);
    }

    private static async Task RunAsync(string store, string kind, Func<SkillsEngineBuilder, SkillsEngineBuilder> add, Func<LoopbackProviderServer, Task>? crashStore)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);

        // Slow enough that a worker has calls under way whenever it is killed, and slower while a worker starts.
        var delay = WhileStarting;
        server.Respond(request => new() { Text = $$"""{"echo":"{{SentPrompts.TextOf(request)}}"}""", Usage = new() { InputUncached = 10, OutputVisible = 5 }, DelayToHeaders = delay });
        var job = new WorkerJob { Provider = server.LocalUrl, Run = "crash", Items = Items, Store = store, Kind = kind };
        var workers = new List<WorkerProcess>();
        try
        {
            await using var engine = Some.LiveEngine(server.LocalUrl, builder => add(builder));
            await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(Items)), new() { Id = "crash", Parallelism = 4, MaxPending = 1000, BudgetUsd = 1, MaxItemCostUsd = 0.001m }, Token);
            workers.AddRange([WorkerProcess.Start(job), WorkerProcess.Start(job)]);

            await WorksAsync(engine, workers[0], workers[1]);
            delay = WhileWorking;

            await Eventually.HoldsAsync(() => server.Requests.Count >= Items / 4, "No items were executed.", TimeSpan.FromMinutes(3));
            delay = WhileStarting;
            workers[0].Kill();
            await (crashStore?.Invoke(server) ?? Task.CompletedTask);
            workers.Add(WorkerProcess.Start(job));
            await WorksAsync(engine, workers[2]);
            delay = WhileWorking;
            await Eventually.HoldsAsync(() => server.Requests.Count >= Items / 2, "The run did not go on.", TimeSpan.FromMinutes(3));
            await FreezeUntilRepeatedAsync(engine, workers[2]);
            workers[1].Kill();

            await Eventually.HoldsAsync(async () => (await engine.Batches.GetProgressAsync("crash", Token)).Run.State == BatchRunState.Completed, "The run did not complete.", TimeSpan.FromMinutes(3));
            await AssertExactAsync(engine, server, isStoreCrashed: crashStore is not null);
        }
        finally
        {
            workers.ForEach(static w => w.Dispose());
        }
    }

    // The name of a worker has the id of its process.
    private static Task WorksAsync(SkillExecutionEngine engine, params WorkerProcess[] workers) => Eventually.HoldsAsync(
        async () => (await engine.Batches.GetProgressAsync("crash", Token)) is var p && workers.All(worker => p.Workers.Any(w => w.Worker.Contains($"-{worker.Id}-", StringComparison.Ordinal))),
        "A worker has no items.",
        TimeSpan.FromMinutes(3));

    // A frozen worker comes back with results of items that others have made meanwhile.
    private static async Task FreezeUntilRepeatedAsync(SkillExecutionEngine engine, WorkerProcess worker)
    {
        var before = (await engine.Batches.GetProgressAsync("crash", Token)).Repeats;
        await worker.FreezeAsync();
        await Eventually.HoldsAsync(async () => (await engine.Batches.GetProgressAsync("crash", Token)) is var p && (p.Repeats > before || p.Run.State == BatchRunState.Completed), "No item was repeated.");
        await worker.ThawAsync();
    }

    private static async Task AssertExactAsync(SkillExecutionEngine engine, LoopbackProviderServer server, bool isStoreCrashed)
    {
        var progress = await engine.Batches.GetProgressAsync("crash", Token);
        var results = await Some.ListAsync(engine.Batches.ResultsAsync("crash", Token));

        Assert.Equal((Items, Items, 0, 0), (progress.Read, progress.Succeeded, progress.Failed, progress.Pending + progress.InFlight));
        Assert.Equal(Enumerable.Range(1, Items).Select(static n => ((long)n, $"Number {n}")), results.Select(static r => (r.Row, r.Outputs!.Value.GetProperty("echo").GetString()!)));
        Assert.InRange(progress.CommittedUsd!.Value, progress.Spent.Usd!.Value, 1);

        // Every row was billed at least once, and the ledger has no more than the bill. What was billed more often is named as repeats.
        // A store that crashed may have lost its last second, and with it some of the repeats.
        var bill = server.Requests.GroupBy(SentPrompts.TextOf).ToDictionary(static g => g.Key, static g => g.Count());
        TestContext.Current.TestOutputHelper?.WriteLine($"{server.Requests.Count} calls, {progress.Repeats} repeats, {progress.Spent}");
        Assert.Equal(Items, bill.Count);
        Assert.InRange(progress.Repeats, 1, Items);
        Assert.InRange(progress.Spent.Usd!.Value, Items * Some.Price, server.Requests.Count * Some.Price);
        Assert.InRange(server.Requests.Count - Items, 0, isStoreCrashed ? Items : progress.Repeats);
        Assert.True(isStoreCrashed || server.Requests.Count * Some.Price <= progress.CommittedUsd);
    }
}
