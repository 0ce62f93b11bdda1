using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Runs;

public sealed class BudgetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Journal => _folder.Of("batches.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task TheBudgetIsNeverExceededAndAHigherOneGoesOn(int parallelism)
    {
        var model = Some.Model();
        await using var engine = Some.Engine(model, Journal, priced: true);
        const decimal budget = 0.002m;

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(300)), new() { Parallelism = parallelism, BudgetUsd = budget, MaxItemCostUsd = 0.0005m }, Token);
        var stopped = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));
        var spent = model.Calls * Some.Price;
        await engine.Batches.ResumeAsync(run.Id, Some.Skill, BatchSource.From(Some.Items(300)), static o => o with { BudgetUsd = 1 }, Token);
        var done = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((BatchRunState.Stopped, BatchStopReason.Budget), (stopped.Run.State, stopped.Run.StopReason));
        Assert.Equal(new Cost(spent, CostKind.Exact), stopped.Spent);
        Assert.InRange(spent, budget - 0.0005m, budget);
        Assert.Equal((BatchRunState.Completed, 300L, new Cost(300 * Some.Price, CostKind.Exact)), (done.Run.State, done.Succeeded, done.Spent));
        Assert.Equal(300, model.Calls);
        Assert.Equal(done.Spent, (await Some.ListAsync(engine.Batches.ResultsAsync(run.Id, Token))).Aggregate(Cost.Zero, static (sum, r) => sum + r.Cost));
    }

    [Fact]
    public async Task AnUnknownCostCountsAsTheMostItCanBe()
    {
        var model = new FakeModelClient().Respond(static (request, _) => Task.FromResult(new ModelReply { Text = Some.Answer(request) }));
        await using var engine = Some.Engine(model, Journal, priced: true);

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(20)), new() { BudgetUsd = 0.002m, MaxItemCostUsd = 0.0005m, Parallelism = 1 }, Token);
        var stopped = await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal(BatchStopReason.Budget, stopped.Run.StopReason);
        Assert.Equal(4, model.Calls);
        Assert.NotEqual(CostKind.Exact, stopped.Spent.Kind);
        Assert.Equal(0.002m, stopped.CommittedUsd);
    }

    [Fact]
    public async Task WithoutACapTheWorstCaseOfTheFirstItemIsReserved()
    {
        await using var engine = Some.Engine(Some.Model(), Journal, priced: true);

        var run = await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(10)), new() { BudgetUsd = 1 }, Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync(run.Id, Token));

        Assert.InRange(run.Options.MaxItemCostUsd!.Value, Some.Price, 0.01m);
    }

    [Fact]
    public async Task ABudgetWithoutAKnownPriceIsRefused()
    {
        var model = Some.Model();
        await using var engine = SkillsEngine.Create(builder => builder.AddModelClient(model, [model.Model() with { Prices = [] }]).AddSkillBatches(Journal));

        var e = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(1)), new() { BudgetUsd = 1 }, Token));

        Assert.Contains("no known price", e.Message, StringComparison.Ordinal);
        Assert.Empty(await engine.Batches.ListAsync(cancellationToken: Token));
    }
}
