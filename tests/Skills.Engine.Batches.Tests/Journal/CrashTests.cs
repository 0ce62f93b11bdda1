using System.Text.Json;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Journal;

public sealed class CrashTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AKilledProcessLosesNoItemAndRecordsNoneTwice()
    {
        const int items = 2000;
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(static request => new() { Text = $$"""{"echo":"{{SentPrompts.TextOf(request)}}"}""", Usage = new() { InputUncached = 10, OutputVisible = 5 } });
        var job = new WorkerJob { Provider = server.LocalUrl, Run = "crash", Items = items, Store = _folder.Of("batches.db"), Starts = true, Options = new() { Parallelism = 8, MaxPending = 700 } };

        foreach (var killAt in (int[])[300, 1100])
        {
            using var process = WorkerProcess.Start(job);
            await Eventually.HoldsAsync(() => server.Requests.Count >= killAt || process.HasExited, "The process made no calls.");
            Assert.False(process.HasExited);
            process.Kill();
            job = job with { Starts = false };
        }

        await using var engine = Some.LiveEngine(server.LocalUrl, builder => builder.AddSkillBatches(job.Store));
        await engine.Batches.ResumeAsync("crash", Some.Skill, BatchSource.From(Some.Items(items)), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(engine.Batches.WaitAsync("crash", Token));
        var results = await Some.ListAsync(engine.Batches.ResultsAsync("crash", Token));

        Assert.Equal((BatchRunState.Completed, items, items), (progress.Run.State, progress.Read, progress.Succeeded));
        Assert.Equal(Enumerable.Range(1, items).Select(static n => ((long)n, $"Number {n}")), results.Select(static r => (r.Row, r.Outputs!.Value.GetProperty("echo").GetString()!)));

        var bill = server.Requests.GroupBy(SentPrompts.TextOf).ToDictionary(static g => g.Key, static g => g.Count());
        Assert.All(results, r => Assert.InRange(bill[$"Number {r.Row}"], 1, 1 + r.Repeats));
        Assert.All(results, static r => Assert.Equal(new Cost(Some.Price, r.Repeats == 0 ? CostKind.Exact : CostKind.AtLeast), r.Cost));
        Assert.Equal(progress.Repeats, results.Sum(static r => r.Repeats));
        Assert.InRange(progress.Repeats, 1, 2 * 16);
        Assert.Equal(new Cost(items * Some.Price, CostKind.AtLeast), progress.Spent);
    }

    [Fact]
    public async Task AnItemWhoseProcessIsLostEachTimeIsADeadLetter()
    {
        using var store = new SqliteBatchStore(_folder.Of("batches.db"), new TestClock());
        await store.CreateAsync(new() { Id = "poison", Skill = "echo", SkillVersion = "1", SkillHash = "h", Options = new() { MaxAttempts = 2, BudgetUsd = 1, MaxItemCostUsd = 0.25m }, CreatedAt = default }, Token);
        await store.AppendAsync("poison", new(0, "", false), [new(1, "a", "{}"), new(2, null, "{}")], new(2, "m", true), Token);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(1, Assert.Single((await store.ClaimAsync("poison", "w", 1, Token)).Claims).Row);
            await using var hold = await store.HoldAsync("poison", Token);
        }

        var counts = await store.CountAsync("poison", Token);
        var dead = Assert.Single(await Some.ListAsync(store.ReadAsync("poison", new(DeadOnly: true), Token)));
        Assert.Equal((1L, 0L, 1L, 2L), (counts!.Pending, counts.InFlight, counts.Failed, counts.Repeats));
        Assert.Equal((0.5m, CostKind.AtLeast), (counts.CommittedUsd, counts.Spent.Kind));
        Assert.Equal((1L, "a", 2, 2, "batch.worker_lost"), (dead.Row, dead.Id, dead.Attempts, dead.Repeats, dead.Errors[0].Code));
        Assert.Equal(1, counts.Failures["batch.worker_lost"]);
    }

    [Fact]
    public async Task AFileThatIsNoJournalIsNamed()
    {
        using var store = new SqliteBatchStore(_folder.Write("notes.txt", new string('x', 5000)), new TestClock());

        var e = await Assert.ThrowsAsync<BatchException>(async () => await store.FindAsync("one", Token));

        Assert.Contains("The journal 'notes.txt' cannot be opened", e.Message, StringComparison.Ordinal);
    }
}
