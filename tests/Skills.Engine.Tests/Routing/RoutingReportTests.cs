using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary><c>engine.Routing.Report()</c>: what was counted of providers, and what holds of them now.</summary>
public sealed class RoutingReportTests
{
    private static readonly ModelDefinition A = Some.Model("a", "pa") with { RequestsPerMinute = 600 };
    private static readonly ModelDefinition B = Some.Model("b", "pb");

    private static readonly Skill Skill = new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "hello",
        ModelPreferences = new() { PreferredModels = ["a", "b"] },
        Cache = new() { Enabled = false },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SkillExecutionEngine Engine(params ScriptedClient[] clients) => SkillsEngine.Create(b =>
    {
        b.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Embedded = false);
        foreach (var client in clients)
        {
            b.AddModelClient(client, client.Provider.Name == "pa" ? A : B);
        }
    });

    [Fact]
    public async Task AttemptsErrorsCostAndLatencyAreCountedByProviderAndModel()
    {
        await using var engine = Engine(
            ScriptedClient.Failing("pa", ModelErrorKind.ServerError),
            new("pb", static (_, _) => Task.FromResult(Some.Reply("fine", input: 1_000_000, output: 500_000))));

        Assert.True((await engine.ExecuteAsync(Skill, cancellationToken: Cancel)).IsSuccess);
        var before = engine.Routing.Report();
        Assert.True((await engine.ExecuteAsync(Skill, cancellationToken: Cancel)).IsSuccess);
        var report = engine.Routing.Report();

        Assert.Equal(["pa", "pb"], report.Providers.Select(static p => p.Name));
        var (a, b) = (report.Providers[0], report.Providers[1]);
        Assert.Equal((2L, 2L, 1.0), (a.Traffic.Attempts, a.Traffic.Errors[ModelErrorKind.ServerError], a.Traffic.ErrorRate!.Value));
        Assert.Null(Assert.Single(a.Models).Traffic.LatencyP50);
        Assert.Equal((2L, new Cost(4, CostKind.Exact), 0.0), (b.Traffic.Attempts, b.Traffic.Cost, b.Traffic.ErrorRate!.Value));
        Assert.True(Assert.Single(b.Models).Traffic.LatencyP95 >= b.Models[0].Traffic.LatencyP50);
        Assert.Equal(1, before.Providers[1].Traffic.Attempts);
    }

    [Fact]
    public void PercentilesAreOfAnswersThatWereMeasured()
    {
        var traffic = new DeploymentTraffic();
        foreach (var latency in Enumerable.Range(1, 100).Reverse())
        {
            traffic.Add(null, latency, Cost.Zero);
        }

        traffic.Add(ModelErrorKind.Timeout, 9000, Cost.Zero);

        Assert.Equal((50.0, 95.0), (traffic.Report().LatencyP50!.Value.TotalMilliseconds, traffic.Report().LatencyP95!.Value.TotalMilliseconds));
    }

    [Fact]
    public void AProviderThatWasNeverCalledHasLimitsAndNoTraffic()
    {
        using var engine = Engine(ScriptedClient.Answering("pa"));

        var provider = Assert.Single(engine.Routing.Report().Providers);

        Assert.Equal((0L, null, Cost.Zero), (provider.Traffic.Attempts, provider.Traffic.ErrorRate, provider.Traffic.Cost));
        Assert.Equal(new LimitReport(600, null, null, null, 0), Assert.Single(provider.Models).Limits);
        Assert.Equal((1.0, false, 0), (provider.Models[0].Slowdown, provider.Models[0].State.CircuitIsOpen, provider.Models[0].State.InFlight));
    }

    [Fact]
    public void ADisabledModelWithoutTrafficIsNotShown()
    {
        var client = ScriptedClient.Answering("pa");
        using var engine = SkillsEngine.Create(b =>
        {
            b.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Embedded = false);
            b.AddModelClient(client, A, A with { Id = "off", Enabled = false });
        });

        Assert.Equal([A.Id], engine.Routing.Report().Providers[0].Models.Select(static m => m.Model));
    }

    [Fact]
    public async Task ConcurrencyLearnedFromRejectionsAndOpenCircuitsAreShown()
    {
        var gate = new TaskCompletionSource<ModelReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        await using var engine = Engine(
            new ScriptedClient("pa", (_, token) => Interlocked.Increment(ref calls) <= 2 ? gate.Task.WaitAsync(token) : Task.FromException<ModelReply>(Some.Error(ModelErrorKind.RateLimit))),
            ScriptedClient.Failing("pb", ModelErrorKind.NotFound));

        var running = Enumerable.Range(0, 2).Select(_ => engine.ExecuteAsync(Skill, cancellationToken: Cancel)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(engine.Routing.Report().Providers[0].Models[0].State.InFlight == 2), "The calls did not start.");
        var third = engine.ExecuteAsync(Skill, cancellationToken: Cancel);
        await Eventually.HoldsAsync(() => Task.FromResult(engine.Routing.Report().Providers[0].Models[0].Limits.Concurrency == 2), "The rejection taught nothing.");
        gate.SetResult(Some.Reply("fine"));
        await Task.WhenAll([.. running, third]);

        Assert.True(engine.Routing.Report().Providers[1].Models[0].State.RestsFor > TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task ACanceledAttemptIsAtLeastItsKnownCostAndNoError()
    {
        await using var engine = Engine(new ScriptedClient("pa", static async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Some.Reply();
        }));
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = engine.ExecuteAsync(Skill, cancellationToken: leaves.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(engine.Routing.Report().Providers[0].Models[0].State.InFlight == 1), "The call did not start.");

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var traffic = engine.Routing.Report().Providers[0].Traffic;
        Assert.Equal((1L, null, CostKind.AtLeast), (traffic.Attempts, traffic.ErrorRate, traffic.Cost.Kind));
    }
}
