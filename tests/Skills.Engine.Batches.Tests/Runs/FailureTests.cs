using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Runs;

public sealed class FailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Journal => _folder.Of("batches.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FailuresThatMayPassAreTriedAgainAndOthersAreDeadLettersAtOnce()
    {
        var asked = new ConcurrentDictionary<string, int>();
        var model = new FakeModelClient().Respond((request, _) =>
        {
            var times = asked.AddOrUpdate(Some.TextOf(request), 1, static (_, n) => n + 1);
            return Some.TextOf(request) switch
            {
                "Number 1" when times < 3 => throw new ModelException(ModelErrorKind.ServerError, "It is down."),
                "Number 2" => throw new ModelException(ModelErrorKind.ServerError, "It is down."),
                "Number 3" => Task.FromResult(FakeModelClient.Answer("not an object")),
                _ => Task.FromResult(FakeModelClient.Answer(Some.Answer(request))),
            };
        });
        await using var engine = Some.Engine(model, Journal);

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(10)), new() { Parallelism = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }, Token);
        var progress = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        var dead = await Some.ListAsync(engine.Batches.DeadLettersAsync(run.Id, Token));
        var first = (await Some.ListAsync(engine.Batches.ResultsAsync(run.Id, Token)))[0];

        Assert.Equal((BatchRunState.Completed, 8L, 2L), (progress.Run.State, progress.Succeeded, progress.Failed));
        Assert.Equal([(2L, 3), (3L, 1)], dead.Select(static d => (d.Row, d.Attempts)));
        Assert.Equal(1, progress.Failures["model.server_error"]);
        Assert.Equal(2, progress.Failures.Count);
        Assert.Equal((true, 3, 0), (first.IsSuccess, first.Attempts, first.Repeats));
    }

    [Fact]
    public async Task RedrivenDeadLettersRunAgainWithFreshAttempts()
    {
        var broken = true;
        var model = new FakeModelClient().Respond((request, _) => Volatile.Read(ref broken)
            ? Task.FromResult(FakeModelClient.Answer("not an object"))
            : Task.FromResult(FakeModelClient.Answer(Some.Answer(request))));
        await using var engine = Some.Engine(model, Journal, priced: true);
        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(5)), cancellationToken: Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Volatile.Write(ref broken, false);
        var some = await engine.Batches.RedriveAsync(run.Id, [2, 4, 99], Token);
        await engine.Batches.ResumeAsync(run.Id, Some.Skill, cancellationToken: Token);
        var half = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        var rest = await engine.Batches.RedriveAsync(run.Id, cancellationToken: Token);
        await engine.Batches.ResumeAsync(run.Id, Some.Skill, cancellationToken: Token);
        var done = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((2L, 3L), (some, rest));
        Assert.Equal((BatchRunState.Completed, 2L, 3L), (half.Run.State, half.Succeeded, half.Failed));
        Assert.Equal((BatchRunState.Completed, 5L, 0L), (done.Run.State, done.Succeeded, done.Failed));
        Assert.Equal(new Cost(10 * Some.Price, CostKind.Exact), done.Spent);
        Assert.Equal(done.Spent, (await Some.ListAsync(engine.Batches.ResultsAsync(run.Id, Token))).Aggregate(Cost.Zero, static (sum, r) => sum + r.Cost));
    }

    [Fact]
    public async Task InvalidInputsAreDeadLettersAndOthersGoOn()
    {
        await using var engine = Some.Engine(Some.Model(), Journal);
        BatchItem[] items = [new(System.Text.Json.JsonElement.Parse("""{"n":"x"}""")), .. Some.Items(2)];

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(items), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((2L, 1L), (progress.Succeeded, progress.Failed));
        Assert.Equal("input.type", Assert.Single(progress.Failures).Key);
    }

    /// <summary>Without its outcomes recorded the worker has no place for further items, and must not wait for one for ever.</summary>
    [Theory]
    [InlineData(nameof(IBatchStore.RecordAsync))]
    [InlineData(nameof(IBatchStore.ClaimAsync))]
    public async Task ARunWhoseStoreRefusesACallForGoodEndsWithTheError(string refused)
    {
        using var journal = new SqliteBatchStore(Journal, TimeProvider.System);
        await using var engine = Refusing(journal, refused);

        var run = await StartAsync(engine);

        await Assert.ThrowsAsync<BatchException>(() => Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token)));
    }

    [Fact]
    public async Task ARunWhoseStoreTakesNoItemsIsStopped()
    {
        using var journal = new SqliteBatchStore(Journal, TimeProvider.System);
        await using var engine = Refusing(journal, nameof(IBatchStore.AppendAsync));

        var run = await StartAsync(engine);
        var ended = (await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token))).Run;

        Assert.Equal((BatchRunState.Stopped, BatchStopReason.Source), (ended.State, ended.StopReason));
    }

    private static Task<BatchRun> StartAsync(SkillExecutionEngine engine) =>
        engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(10)), new() { Parallelism = 1 }, Token);

    private SkillExecutionEngine Refusing(SqliteBatchStore journal, string refused)
    {
        var store = DispatchProxy.Create<IBatchStore, RefusingStore>();
        ((RefusingStore)store).Inner = journal;
        ((RefusingStore)store).Refused = refused;
        return SkillsEngine.Create(builder =>
        {
            builder.Services.AddSingleton(store);
            builder.AddModelClient(Some.Model(), [Some.Model().Model()]).AddSkillBatches(Journal);
        });
    }

    /// <summary>A store that refuses one of its calls with an error that does not pass.</summary>
    public class RefusingStore : DispatchProxy
    {
        internal IBatchStore Inner { get; set; } = null!;

        internal string Refused { get; set; } = "";

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == Refused ? throw new BatchException("The store refuses.") : targetMethod.Invoke(Inner, args);
    }
}
