using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Runs;

public sealed class RunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Journal => _folder.Of("batches.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryItemHasOneResultInTheOrderOfTheSource()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(1200)), new() { Parallelism = 16, MaxPending = 100 }, Token);
        var progress = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        var results = await Some.ListAsync(engine.Batches.ResultsAsync(run.Id, Token));

        Assert.Equal((BatchRunState.Completed, 1200, 1200, 0, 0), (progress.Run.State, progress.Read, progress.Succeeded, progress.Failed, progress.Pending + progress.InFlight));
        Assert.Equal(Enumerable.Range(1, 1200).Select(static n => ((long)n, $"item-{n}", $"Number {n}")), results.Select(static r => (r.Row, r.Id!, r.Outputs!.Value.GetProperty("echo").GetString()!)));
        Assert.Equal(1200, model.Calls);
        Assert.Equal(Cost.Zero, progress.Spent);
    }

    [Fact]
    public async Task TheSourceIsReadNoFurtherAheadThanThePolicyAllows()
    {
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModelClient().Respond(async (request, cancellationToken) =>
        {
            await blocked.Task.WaitAsync(cancellationToken);
            return FakeModelClient.Answer(Some.Answer(request));
        });
        await using var engine = Some.Engine(model, Journal);
        var read = 0;

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(500).Select(i => (Interlocked.Increment(ref read), i).i)), new() { Parallelism = 2, MaxPending = 20 }, Token);
        await Eventually.HoldsAsync(() => Volatile.Read(ref read) >= 20, "Nothing was read.");
        await Eventually.SettlesAsync(() => Volatile.Read(ref read));

        Assert.InRange(Volatile.Read(ref read), 20, 45);
        blocked.SetResult();
        Assert.Equal(500, (await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token))).Succeeded);
    }

    [Fact]
    public async Task APausedRunStartsNothingAndGoesOnWhereItWas()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        model.Respond((request, _) =>
        {
            if (model.Calls == 30)
            {
                third.SetResult();
            }

            return Task.FromResult(FakeModelClient.Answer(Some.Answer(request)));
        });
        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3000)), new() { Parallelism = 2 }, Token);
        await Eventually.EndsAsync(third.Task);

        Assert.True(await engine.Batches.PauseAsync(run.Id, Token));
        var paused = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        var calls = model.Calls;
        await engine.Batches.ResumeAsync(run.Id, Some.Skill, BatchSource.From(Some.Items(3000)), cancellationToken: Token);
        var done = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((BatchRunState.Paused, 0L, (long)calls), (paused.Run.State, paused.InFlight, paused.Succeeded));
        Assert.InRange(paused.Succeeded, 30, 2999);
        Assert.Equal((BatchRunState.Completed, 3000L, 0L), (done.Run.State, done.Succeeded, done.Repeats));
        Assert.Equal(3000, model.Calls);
    }

    [Fact]
    public async Task ACanceledRunKeepsItsResultsAndCannotBeResumed()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);
        model.Enqueue(FakeModelClient.Answer("""{"echo":"one"}"""));
        model.EnqueueHang();
        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(10)), new() { Parallelism = 1 }, Token);
        await Eventually.HoldsAsync(() => model.Calls == 2, "The second item was not started.");

        Assert.True(await engine.Batches.CancelAsync(run.Id, Token));
        var canceled = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((BatchRunState.Canceled, 1L, 0L), (canceled.Run.State, canceled.Succeeded, canceled.InFlight));
        Assert.Equal(1, canceled.Repeats);
        Assert.Equal(CostKind.AtLeast, canceled.Spent.Kind);
        Assert.False(await engine.Batches.CancelAsync(run.Id, Token));
        await Assert.ThrowsAsync<BatchException>(() => engine.Batches.ResumeAsync(run.Id, Some.Skill, cancellationToken: Token));
    }

    [Fact]
    public async Task AtTheDeadlineWhatIsUnderWayWaitsForAResume()
    {
        var clock = new TestClock();
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal, clock);
        model.EnqueueHang();
        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), new() { Parallelism = 1, Deadline = clock.GetUtcNow().AddMinutes(1) }, Token);
        await Eventually.HoldsAsync(() => model.Calls == 1, "The first item was not started.");

        clock.Advance(TimeSpan.FromMinutes(1));
        var stopped = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        await engine.Batches.ResumeAsync(run.Id, Some.Skill, BatchSource.From(Some.Items(3)), static o => o with { Deadline = null }, Token);
        await Eventually.HoldsAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return (await engine.Batches.GetProgressAsync(run.Id, Token)).Run.State == BatchRunState.Completed;
            },
            "The run did not complete.");

        Assert.Equal((BatchRunState.Stopped, BatchStopReason.Deadline, 0L), (stopped.Run.State, stopped.Run.StopReason, stopped.Succeeded));
        Assert.Equal([1, 0, 0], (await Some.ListAsync(engine.Batches.ResultsAsync(run.Id, Token))).Select(static r => r.Repeats));
    }

    [Fact]
    public async Task AnotherSkillOrAnotherSourceIsRefused()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);
        var blocked = new TaskCompletionSource();
        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Broken(600)), new() { Id = "one" }, Token);
        var stopped = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        var other = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.ResumeAsync("one", Some.Skill with { PromptTemplate = "Other {{ n }}" }, cancellationToken: Token));
        await engine.Batches.ResumeAsync("one", Some.Skill, BatchSource.From(Some.Items(600, from: 2)), cancellationToken: Token);
        var changed = await Eventually.EndsAsync(engine.Batches.WaitAsync("one", Token));
        await engine.Batches.ResumeAsync("one", Some.Skill, BatchSource.From(Some.Items(600)), cancellationToken: Token);
        var done = await Eventually.EndsAsync(engine.Batches.WaitAsync("one", Token));

        Assert.Equal((BatchStopReason.Source, "The network went away."), (stopped.Run.StopReason, stopped.Run.StopMessage));
        Assert.Contains("is pinned to 'echo'", other.Message, StringComparison.Ordinal);
        Assert.StartsWith("The source changed since the run began", changed.Run.StopMessage, StringComparison.Ordinal);
        Assert.Equal((BatchRunState.Completed, 600L), (done.Run.State, done.Succeeded));
    }

    [Fact]
    public async Task ARunIsWorkedOnByOneProcessAtATime()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);
        await using var second = Some.Engine(Some.Model(), Journal);
        model.EnqueueHang();
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), new() { Id = "one", Parallelism = 1 }, Token);
        await Eventually.HoldsAsync(() => model.Calls == 1, "The first item was not started.");

        var resumed = await Assert.ThrowsAsync<BatchException>(() => second.Batches.ResumeAsync("one", Some.Skill, cancellationToken: Token));
        var again = await Assert.ThrowsAsync<BatchException>(() => second.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), new() { Id = "one" }, Token));

        Assert.Contains("Another process works on the run 'one'", resumed.Message, StringComparison.Ordinal);
        Assert.Contains("A run 'one' exists", again.Message, StringComparison.Ordinal);
        Assert.InRange((await second.Batches.GetProgressAsync("one", Token)).InFlight, 1, 2);
        await engine.Batches.CancelAsync("one", Token);
    }

    [Fact]
    public async Task TheContextReachesEveryExecutionAndTenantsShareNothing()
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal);
        var skill = Some.Skill with { Cache = new() };

        foreach (var tenant in (string[])["a", "b", "a"])
        {
            var run = await engine.Batches.StartAsync(skill, BatchSource.From(Some.Items(5)), new() { Context = new() { TenantId = tenant } }, Token);
            await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        }

        Assert.Equal(10, model.Calls);
    }

    [Theory]
    [InlineData("{ \"id\": \"../x\" }", "Id must have")]
    [InlineData("{ \"parallelism\": 0 }", "Parallelism must be")]
    [InlineData("{ \"budgetUsd\": 0 }", "BudgetUsd must be")]
    [InlineData("{ \"maxAttempts\": 101 }", "MaxAttempts must be")]
    [InlineData("{ \"maxPending\": 0 }", "MaxPending must be")]
    public async Task APolicyOutOfItsRangeIsRefused(string policy, string message)
    {
        await using var engine = Some.Engine(Some.Model(), Journal);
        var options = JsonSerializer.Deserialize<BatchRunOptions>(policy, JsonSerializerOptions.Web)!;

        var e = await Assert.ThrowsAsync<ArgumentException>(() => engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(1)), options, Token));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<BatchItem> Broken(int good) =>
        Some.Items(good).Take(good - 50).Concat(Enumerable.Range(0, 1).Select<int, BatchItem>(static _ => throw new BatchSourceException("The network went away.")));
}
