using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Diagnostics;
using Skills.Engine.Embeddings;
using Skills.Engine.Testing;

namespace Skills.Engine.Rules;

/// <summary>What rules spend is in the cost of the execution, and never makes it look exact when it is not.</summary>
public sealed class RuleMoneyTests
{
    private const decimal OneCall = ((10 * 1m) + (5 * 2m)) / 1_000_000m;
    private const decimal OneEmbedding = 0.001m;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static readonly Cost Priced = new(OneEmbedding, CostKind.Exact);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmbeddingsOfUnknownCostMakeTheCostALowerBound()
    {
        await using var world = new World(Cost.Unknown);

        var result = await world.RunAsync();

        Assert.True(result.IsSuccess);
        Assert.Equal(new Cost(OneCall, CostKind.AtLeast), result.Cost);
        Assert.Equal(Cost.Unknown, result.EmbeddingCost);
    }

    [Fact]
    public async Task PricedEmbeddingsArePartOfAnExactCost()
    {
        await using var world = new World(Priced);

        var result = await world.RunAsync();

        Assert.Equal(new Cost(OneCall + OneEmbedding, CostKind.Exact), result.Cost);
        Assert.Equal(Priced, result.EmbeddingCost);
        Assert.Equal(OneCall + OneEmbedding, await world.LedgerAsync());
    }

    [Fact]
    public async Task AFreeModelWithEmbeddingsOfUnknownCostCostsAnUnknownAmount()
    {
        await using var world = new World(Cost.Unknown, free: true);

        Assert.Equal(Cost.Unknown, (await world.RunAsync()).Cost);
    }

    [Fact]
    public async Task EachTryPaysItsOwnEmbeddings()
    {
        await using var world = new World(Priced);
        world.Model.Enqueue("""{"s":"a bill"}""");

        var result = await world.RunAsync(World.SkillOf("retry"));

        Assert.True(result.IsSuccess);
        Assert.Equal(new Cost(2 * (OneCall + OneEmbedding), CostKind.Exact), result.Cost);
    }

    [Fact]
    public async Task ACachedResultCostsNothingAgain()
    {
        await using var world = new World(Cost.Unknown);
        var skill = World.SkillOf("cached") with { Cache = new() { Ttl = TimeSpan.FromHours(1) } };
        await world.RunAsync(skill);

        var second = await world.RunAsync(skill);

        Assert.Equal((true, Cost.Zero, (Cost?)null), (second.CacheHit, second.Cost, second.EmbeddingCost));
        Assert.Equal(1, world.Embedder.Calls);
    }

    [Fact]
    public async Task AGeneratorThatFailsMayHaveBeenBilled()
    {
        await using var world = new World(Priced) { Embedder = { Fails = true } };

        var result = await world.RunAsync();

        Assert.False(result.IsSuccess);
        Assert.Equal(new Cost(OneCall, CostKind.AtLeast), result.Cost);
    }

    [Fact]
    public async Task ADeadlineWithinTheEmbeddingsKeepsTheirCost()
    {
        var time = new FakeTimeProvider();
        await using var world = new World(Priced, time: time) { Embedder = { Hangs = true } };

        var running = world.RunAsync(context: new() { Timeout = Deadline });
        await world.Embedder.Asked.Task.WaitAsync(Token);
        time.Advance(Deadline);
        var result = await running;

        Assert.Equal(ExecutionStatus.Timeout, result.Status);
        Assert.Equal(new Cost(OneCall, CostKind.AtLeast), result.Cost);
    }

    [Theory]
    [InlineData(false, CostKind.AtLeast)]
    [InlineData(true, CostKind.Exact)]
    public async Task AComposedSkillPaysTheEmbeddingsOfItsSteps(bool priced, CostKind kind)
    {
        await using var world = new World(priced ? Priced : Cost.Unknown);
        var composed = new Skill
        {
            Id = "both",
            Name = "Both",
            Composition = new() { Steps = [new() { Key = "one", Skill = "plain" }, new() { Key = "two", Skill = "plain", After = ["one"] }] },
        };

        var result = await world.RunAsync(composed);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(new Cost((2 * OneCall) + (priced ? 2 * OneEmbedding : 0), kind), result.Cost);
    }

    [Fact]
    public async Task AJudgeOfARuleIsAChildAndPaidOnce()
    {
        await using var world = new World(Priced);
        world.Model.Enqueue("""{"s":"a kitten"}""").Enqueue("""{"pass":true}""");
        var skill = new Skill { Id = "judged", Name = "Judged", PromptTemplate = "x", ValidationRules = [new() { Type = "llm_judge", Parameters = JsonElement.Parse("""{"skill":"judge"}""") }] };

        var result = await world.RunAsync(skill);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(new Cost(2 * OneCall, CostKind.Exact), result.Cost);
        Assert.Equal(("judge", result.ExecutionId), (result.Children[0].SkillId, result.Children[0].Context.ParentExecutionId));
        Assert.Equal(2 * OneCall, await world.LedgerAsync());
        var entry = ExecutionLogEntry.From(new(result, null));
        Assert.Equal((OneCall, 2 * OneCall), (entry.CostUsd, entry.TotalCostUsd));
    }

    [Fact]
    public async Task AJudgeThatTheDeadlineEndsIsStillPaid()
    {
        var (time, asked) = (new FakeTimeProvider(), new TaskCompletionSource());
        await using var world = new World(Priced, time: time);
        world.Model.Enqueue("""{"s":"a kitten"}""").Enqueue(async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("Nobody answers.");
        });
        var skill = new Skill { Id = "judged", Name = "Judged", PromptTemplate = "x", ValidationRules = [new() { Type = "llm_judge", Parameters = JsonElement.Parse("""{"skill":"judge"}""") }] };

        var running = world.RunAsync(skill, new() { Timeout = Deadline });
        await asked.Task.WaitAsync(Token);
        time.Advance(Deadline);
        var result = await running;

        Assert.Equal(ExecutionStatus.Timeout, result.Status);
        Assert.Single(result.Children);
        Assert.Equal(CostKind.AtLeast, result.Cost.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EmbeddingsThatTheBudgetDoesNotHoldAreNotMade(bool fails)
    {
        await using var world = new World(new(0.1m, CostKind.Exact), budget: 0.25m) { Embedder = { WorstUsd = 0.1m, Fails = fails } };
        await world.RunAsync();
        await world.RunAsync();

        var third = await world.RunAsync();

        Assert.Equal(2, world.Embedder.Calls);
        Assert.StartsWith("The rule could not be checked. Embeddings were not made: the budget 'all:", Assert.Single(third.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(new Cost(OneCall, CostKind.Exact), third.Cost);
    }

    [Theory]
    [InlineData(true, false, false, 0)]
    [InlineData(false, true, false, 0)]
    [InlineData(true, false, true, 1)]
    [InlineData(false, false, false, 1)]
    public async Task EmbeddingsWithoutAPriceAreNotMadeWhereMoneyIsLimited(bool budget, bool ceiling, bool allowed, int calls)
    {
        await using var world = new World(Cost.Unknown, budget: budget ? 10 : null, allowUnknownPrice: allowed);
        var skill = World.SkillOf("plain") with { Limits = new() { MaxCostUsd = ceiling ? 10 : null } };

        var result = await world.RunAsync(skill);

        Assert.Equal(calls, world.Embedder.Calls);
        Assert.Equal(calls == 1, result.IsSuccess);
        Assert.Equal(calls == 0, result.Errors is [{ Message: var message }] && message.Contains("no price is known for them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmbeddingsThatTheCeilingDoesNotHoldAreNotMade()
    {
        await using var world = new World(new(0.1m, CostKind.Exact)) { Embedder = { WorstUsd = 0.2m } };
        var skill = World.SkillOf("plain") with { Limits = new() { MaxCostUsd = 0.2m } };

        var result = await world.RunAsync(skill);

        Assert.Equal(0, world.Embedder.Calls);
        Assert.Contains("limits.maxCostUsd", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJudgeThatMayHaveCostMoreCountsWithItsWorstCaseInTheCeiling()
    {
        await using var world = new World(Priced);
        world.Model.Enqueue("""{"s":"a kitten"}""").Enqueue(new ModelException(ModelErrorKind.Network, "It broke off."));
        var skill = new Skill
        {
            Id = "judged",
            Name = "Judged",
            PromptTemplate = "x",
            Limits = new() { MaxCostUsd = 0.01m },
            ValidationRules = [new() { Type = "llm_judge", OnFail = RuleFailureAction.Retry, Parameters = JsonElement.Parse("""{"skill":"judge"}""") }],
        };

        var result = await world.RunAsync(skill);

        Assert.True(result.WorstCaseCostUsd > result.Cost.Usd, $"{result.WorstCaseCostUsd} is booked for {result.Cost}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EmbeddingsAtTheSameTimeHoldTheirWorstCases(bool budgeted)
    {
        await using var world = new World(Priced, budget: budgeted ? 0.25m : null, rule: new HoldingRule(0.15m));
        var skill = World.SkillOf("holding") with
        {
            Limits = new() { MaxCostUsd = budgeted ? null : 0.25m },
            ValidationRules = [new() { Type = "custom", Parameters = JsonElement.Parse("""{"name":"holding"}""") }],
        };

        var result = await world.RunAsync(skill);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.EndsWith(budgeted ? "does not hold them." : "the skill's limits.maxCostUsd leaves.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(new Cost(OneCall, CostKind.Exact), result.Cost);
        Assert.Equal(OneCall, result.WorstCaseCostUsd);
    }

    [Fact]
    public async Task TheStepsOfAComposedSkillCountInTheCeilingOfItsRules()
    {
        await using var world = new World(Priced) { Embedder = { WorstUsd = 0.001m } };
        var composed = new Skill
        {
            Id = "both",
            Name = "Both",
            OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"s":{"type":"string"}}}"""),
            Limits = new() { MaxCostUsd = 0.0015m },
            Composition = new() { Steps = [new() { Key = "one", Skill = "plain" }], Output = JsonElement.Parse("""{"s":"{{ steps.one.outputs.s }}"}""") },
            ValidationRules = World.SkillOf("plain").ValidationRules,
        };

        var result = await world.RunAsync(composed);

        Assert.Contains("limits.maxCostUsd", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, world.Embedder.Calls);
    }

    [Fact]
    public async Task TheWorstCaseIsStoredWithAResult()
    {
        await using var world = new World(Priced) { Embedder = { WorstUsd = 0.2m, Fails = true } };
        var result = await world.RunAsync();

        var stored = JsonSerializer.Deserialize<SkillResult>(JsonSerializer.Serialize(result));

        Assert.Equal((OneCall + 0.2m, OneCall + 0.2m), (result.WorstCaseCostUsd, stored!.WorstCaseCostUsd));
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly SkillsEngineHandle _engine;

        public World(Cost embedding, bool free = false, decimal? budget = null, bool allowUnknownPrice = false, TimeProvider? time = null, IValidationRule? rule = null)
        {
            Embedder = new(embedding);
            Model.Reply("""{"s":"a kitten"}""");
            var model = free ? Model.Model() : Model.Model() with { Prices = [new() { Input = 1, Output = 2 }] };
            _engine = new(b =>
            {
                b.AddModelClient(Model, model).AddSkill(SkillOf("plain")).AddSkill(new Skill { Id = "judge", Name = "Judge", PromptTemplate = "Judge {{ outputs }}" });
                b.Services.AddSingleton<ITextEmbedder>(Embedder);
                b.Services.AddSingleton(time ?? TimeProvider.System);
                if (rule is not null)
                {
                    b.AddRule(rule);
                }

                if (budget is { } limit)
                {
                    b.Services.Configure<SkillsEngineOptions>(o =>
                    {
                        o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.All, Period = BudgetPeriod.Day, LimitUsd = limit });
                        o.Routing.Budgets.AllowUnknownPrice = allowUnknownPrice;
                    });
                }
            });
        }

        public FakeModelClient Model { get; } = new();

        public Embedder Embedder { get; init; }

        public static Skill SkillOf(string id) => new()
        {
            Id = id,
            Name = id,
            PromptTemplate = "Shorten it.",
            OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"s":{"type":"string"}}}"""),
            Cache = new() { Enabled = false },
            ValidationRules = [new() { Type = "similarity", OnFail = id == "retry" ? RuleFailureAction.Retry : RuleFailureAction.Fail, Parameters = JsonElement.Parse("""{"field":"s","input":"text","by":"meaning","min":0.9}""") }],
        };

        public Task<SkillResult> RunAsync(Skill? skill = null, SkillExecutionContext? context = null) =>
            _engine.Engine.ExecuteAsync(skill ?? SkillOf("plain"), new { text = "a small cat" }, context, Token);

        public async Task<decimal> LedgerAsync()
        {
            var lines = await _engine.Services.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, Token);
            return lines.Sum(static l => l.Usd);
        }

        public ValueTask DisposeAsync() => _engine.Services.DisposeAsync();
    }

    private sealed class SkillsEngineHandle
    {
        public SkillsEngineHandle(Action<SkillsEngineBuilder> configure)
        {
            var services = new ServiceCollection();
            configure(services.AddSkillsEngine());
            Services = services.BuildServiceProvider();
            Engine = Services.GetRequiredService<SkillExecutionEngine>();
        }

        public ServiceProvider Services { get; }

        public SkillExecutionEngine Engine { get; }
    }

    // Holds the money of two calls at once; the second is refused, and the first costs nothing.
    private sealed class HoldingRule(decimal worstUsd) : IValidationRule
    {
        public string Name => "holding";

        public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
        {
            var money = context.Spending!.Embeddings.Money!;
            var first = await money.TakeAsync(worstUsd, cancellationToken);
            try
            {
                (await money.TakeAsync(worstUsd, cancellationToken))(Cost.Zero);
                return [new("", "The second call was not refused.")];
            }
            catch (EmbeddingsRefusedException)
            {
                return [];
            }
            finally
            {
                first(Cost.Zero);
            }
        }
    }

    private sealed class Embedder(Cost cost) : ITextEmbedder
    {
        public int Calls { get; private set; }

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public TaskCompletionSource Asked { get; } = new();

        public decimal? WorstUsd { get; set; }

        decimal? ITextEmbedder.WorstUsd(IReadOnlyList<string> texts) => WorstUsd;

        public async ValueTask<TextEmbeddings> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Calls++;
            if (Hangs)
            {
                Asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return Fails
                ? throw new InvalidOperationException("The provider failed.")
                : new TextEmbeddings([.. texts.Select(static t => (ReadOnlyMemory<float>)(t == "a bill" ? new float[] { 0, 1 } : new float[] { 1, 0 }))]) { Cost = cost };
        }
    }
}
