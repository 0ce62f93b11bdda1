using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Routing, money and parallel modes through the whole engine.</summary>
public sealed class EngineRoutingTests
{
    private static readonly ModelDefinition A = Some.Model("a", "pa");
    private static readonly ModelDefinition B = Some.Model("b", "pb");
    private static readonly ModelDefinition J = Some.Model("j", "pj", input: 10, output: 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SkillExecutionEngine Engine(Action<SkillsEngineBuilder> add, Action<SkillsEngineOptions>? configure = null) => SkillsEngine.Create(b =>
    {
        b.Services.Configure<SkillsEngineOptions>(o => { o.Catalog.Embedded = false; configure?.Invoke(o); });
        add(b);
    });

    private static Skill Skill(ParallelPreferences? parallel = null, decimal? maxCost = null, params string[] prefer) => new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "hello",
        ModelPreferences = new() { Parallel = parallel, PreferredModels = prefer.Length > 0 ? prefer : ["a", "b"] },
        Limits = new() { MaxCostUsd = maxCost },
        Cache = new() { Enabled = false },
    };

    private static Skill Judge(ParallelPreferences? parallel = null) => new()
    {
        Id = "judge",
        Name = "Judge",
        PromptTemplate = "Which of {{ answers | length }} is best?",
        OutputSchema = JsonElement.Parse("""{"type": "object", "properties": {"best": {"type": "integer"}}, "required": ["best"]}"""),
        ModelPreferences = new() { PreferredModels = ["j"], Providers = ["pj"], Parallel = parallel },
    };

    [Fact]
    public async Task TheJudgesCostIsTheExecutionsToo()
    {
        await using var engine = Engine(b => b
            .AddModelClient(ScriptedClient.Answering("pa", "one"), A)
            .AddModelClient(ScriptedClient.Answering("pb", "two"), B)
            .AddModelClient(ScriptedClient.Answering("pj", """{"best": 1}"""), J)
            .AddSkill(Judge()));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "judge" }), cancellationToken: Cancel);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("b", result.ModelId);
        var verdict = Assert.Single(result.Children);
        Assert.Equal(("judge", result.ExecutionId), (verdict.SkillId, verdict.Context.ParentExecutionId));
        Assert.Equal(result.Attempts.Sum(static a => a.Cost.Usd) + verdict.CostUsd, result.CostUsd);
        Assert.Equal(result.Attempts.Sum(static a => a.Usage!.InputTotal) + verdict.TokensInput, result.TokensInput);
    }

    [Theory]
    [InlineData("0", "a", false)]
    [InlineData("1", "b", false)]
    [InlineData("2", "a", true)]
    [InlineData("-1", "a", true)]
    public async Task AJudgeChoosesOneOfTheAnswersThereAre(string best, string chosen, bool warns)
    {
        await using var engine = Engine(b => b
            .AddModelClient(ScriptedClient.Answering("pa", "one"), A)
            .AddModelClient(ScriptedClient.Answering("pb", "two"), B)
            .AddModelClient(ScriptedClient.Answering("pj", $$"""{"best": {{best}}}"""), J)
            .AddSkill(Judge()));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "judge" }), cancellationToken: Cancel);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(chosen, result.ModelId);
        Assert.Equal(warns, result.Warnings.Any(static w => w.Contains("gave no index", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AJudgeHasNoMoreTimeThanItsExecutionHasLeft()
    {
        var time = new FakeTimeProvider();
        await using var engine = Engine(b => b
            .AddModelClient(Slow("pa"), A)
            .AddModelClient(Slow("pb"), B)
            .AddModelClient(ScriptedClient.Answering("pj", """{"best": 1}"""), J)
            .AddSkill(Judge())
            .Services.AddSingleton<TimeProvider>(time));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "judge" }), context: new() { Timeout = TimeSpan.FromSeconds(10) }, cancellationToken: Cancel);

        Assert.Equal("b", result.ModelId);
        Assert.Equal(TimeSpan.FromSeconds(6), Assert.Single(result.Children).Context.Timeout);

        ScriptedClient Slow(string provider) => new(provider, (_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(Some.Reply("one"));
        });
    }

    [Fact]
    public async Task AJudgeThatJudgesItselfAsksOnce()
    {
        var judge = ScriptedClient.Answering("pj", """{"best": 0}""");
        await using var engine = Engine(b => b
            .AddModelClient(ScriptedClient.Answering("pa", "one"), A)
            .AddModelClient(ScriptedClient.Answering("pb", "two"), B)
            .AddModelClient(judge, J)
            .AddSkill(Judge(new() { Mode = ParallelMode.Judge, JudgeSkill = "judge" })));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "judge" }), cancellationToken: Cancel);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(1, judge.Calls);
    }

    [Theory]
    [InlineData("nobody", "not in the catalog")]
    [InlineData("judge", "gave no index")]
    public async Task AJudgeThatCannotSayIsToldOfAndTheModelRankedHighestWins(string name, string warning)
    {
        await using var engine = Engine(b => b
            .AddModelClient(ScriptedClient.Answering("pa", "one"), A)
            .AddModelClient(ScriptedClient.Answering("pb", "two"), B)
            .AddModelClient(ScriptedClient.Answering("pj", """{"best": 7}"""), J)
            .AddSkill(Judge()));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = name }), cancellationToken: Cancel);

        Assert.Equal("a", result.ModelId);
        Assert.Contains(result.Warnings, w => w.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnswersAndJudgeTogetherStayUnderTheCeiling()
    {
        var judge = ScriptedClient.Answering("pj", """{"best": 1}""");
        await using var engine = Engine(b => b
            .AddModelClient(ScriptedClient.Answering("pa", "one"), A)
            .AddModelClient(ScriptedClient.Answering("pb", "two"), B)
            .AddModelClient(judge, J)
            .AddSkill(Judge()));

        // Two answers cost at most $0.0164; of what they leave, the judge cannot be paid at its worst.
        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "judge" }, maxCost: 0.005m), cancellationToken: Cancel);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.True(result.CostUsd <= 0.005m);
        Assert.Equal(0, judge.Calls);
    }

    [Fact]
    public async Task AParallelSkillWithoutAJudgeDoesNotRun()
    {
        var client = ScriptedClient.Answering("pa");
        await using var engine = Engine(b => b.AddModelClient(client, A));

        var result = await engine.ExecuteAsync(Skill(new() { Mode = ParallelMode.Judge }), cancellationToken: Cancel);

        Assert.Equal(("skill.judge_missing", 0), (Assert.Single(result.Errors).Code, client.Calls));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public async Task WeightsThatOrderNothingAreRefused(double quality)
    {
        await using var engine = Engine(b => b.AddModelClient(ScriptedClient.Answering("pa"), A));

        var result = await engine.ExecuteAsync(Skill() with { ModelPreferences = new() { Weights = new(Quality: quality) } }, cancellationToken: Cancel);

        Assert.Equal("skill.weights", Assert.Single(result.Errors).Code);
    }

    [Fact]
    public async Task AStreamedParallelRunComesToTheSameResult()
    {
        var (a, b) = (ScriptedClient.Answering("pa", """{"x": 1}"""), ScriptedClient.Answering("pb", """{"x": 1}"""));
        await using var engine = Engine(o => o.AddModelClient(a, A).AddModelClient(b, B));
        var skill = Skill(new() { Mode = ParallelMode.Vote, Count = 2 }) with { OutputSchema = JsonElement.Parse("""{"type": "object"}""") };

        var events = new List<SkillEvent>();
        await foreach (var happened in engine.StreamAsync(skill, cancellationToken: Cancel))
        {
            events.Add(happened);
        }

        Assert.Equal((1, 1), (a.Calls, b.Calls));
        Assert.Equal("""{"x":1}""", string.Concat(events.OfType<SkillDeltaEvent>().Select(static d => d.Text)));
        Assert.True(Assert.IsType<SkillResultEvent>(events[^1]).Result.IsSuccess);
    }

    [Fact]
    public async Task AnEstimateCountsEveryModelAskedAtOnce()
    {
        await using var engine = Engine(b => b.AddModelClient(ScriptedClient.Answering("pa"), A).AddModelClient(ScriptedClient.Answering("pb"), B));

        var one = await engine.EstimateAsync(Skill(), cancellationToken: Cancel);
        var two = await engine.EstimateAsync(Skill(new() { Mode = ParallelMode.Vote, Count = 2 }), cancellationToken: Cancel);

        Assert.Equal(2 * one.ExpectedUsd, two.ExpectedUsd);
        Assert.True(one.LowUsd <= one.ExpectedUsd && one.ExpectedUsd <= one.HighUsd && one.HighUsd <= one.WorstUsd);
        Assert.True(two.LowUsd <= two.ExpectedUsd && two.ExpectedUsd <= two.HighUsd && two.HighUsd <= two.WorstUsd);
    }

    [Fact]
    public async Task OfAComposedSkillTheCeilingIsKnown()
    {
        await using var engine = Engine(b => b.AddModelClient(ScriptedClient.Answering("pa"), A).AddSkill(Skill() with { Slug = "part" }));
        var whole = new Skill
        {
            Id = "whole",
            Name = "Whole",
            InputSchema = JsonElement.Parse("""{"type": "object", "required": ["topic"]}"""),
            Composition = new() { Steps = [new() { Key = "one", Skill = "part" }] },
            Limits = new() { MaxCostUsd = 0.3m },
        };

        var estimate = await engine.EstimateAsync(whole, new { topic = "x" }, cancellationToken: Cancel);

        Assert.Equal((null, 0.3m, 0.3m), (estimate.ExpectedUsd, estimate.HighUsd, estimate.WorstUsd));
        await Assert.ThrowsAsync<SkillInputValidationException>(() => engine.EstimateAsync(whole, cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(() => engine.EstimateAsync(null!, cancellationToken: Cancel));
    }

    [Fact]
    public async Task ABudgetTooSmallForTheFirstChoiceDoesForACheaperOne()
    {
        var dear = ScriptedClient.Answering("pj");
        await using var engine = Engine(
            b => b.AddModelClient(dear, J).AddModelClient(ScriptedClient.Answering("pa"), A),
            static o => o.Routing.Budgets.Limits.Add(new() { LimitUsd = 0.02m }));

        var result = await engine.ExecuteAsync(Skill(prefer: ["j", "a"]), cancellationToken: Cancel);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(("a", 0), (result.ModelId, dear.Calls));
    }

    [Fact]
    public async Task TheDecisionIsInTheLogAtDebugAsItIsOnTheResult()
    {
        var log = new Lines();
        await using var engine = Engine(b =>
        {
            b.AddModelClient(ScriptedClient.Answering("pa"), A).AddModelClient(ScriptedClient.Answering("pb"), B);
            b.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        });

        var result = await engine.ExecuteAsync(Skill(), cancellationToken: Cancel);

        Assert.Contains(log.Written, l => l.Contains(result.Routing!.ToString(), StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Debug)
            {
                Written.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose() { }
    }

    [Fact]
    public async Task ARejectionSaysWhenToComeBack()
    {
        await using var limited = Engine(b => b.AddModelClient(ScriptedClient.Failing("pa", ModelErrorKind.Quota, TimeSpan.FromHours(3)), A));
        await using var poor = Engine(
            b => b.AddModelClient(ScriptedClient.Answering("pa"), A),
            static o => o.Routing.Budgets.Limits.Add(new() { Period = BudgetPeriod.Day, LimitUsd = 0.000001m }));

        var quota = await limited.ExecuteAsync(Skill(prefer: "a"), cancellationToken: Cancel);
        var budget = await poor.ExecuteAsync(Skill(prefer: "a"), cancellationToken: Cancel);

        Assert.InRange(quota.RetryAfter!.Value, TimeSpan.FromHours(2.9), TimeSpan.FromHours(3));
        Assert.Equal("budget.exceeded", Assert.Single(budget.Errors).Code);
        Assert.InRange(budget.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task SmallCallsAtOnceWaitForEachOthersReservationsInsteadOfBeingRefused()
    {
        var billed = 0;
        var client = new ScriptedClient("pa", async (_, token) =>
        {
            Interlocked.Increment(ref billed);
            await Task.Delay(5, token);
            return Some.Reply("fine", 10, 25);
        });
        await using var engine = Engine(
            b => b.AddModelClient(client, A with { Prices = [new() { Input = 1, Output = 10 }] }),
            static o => o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 0.5m }));

        var results = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => engine.ExecuteAsync(Skill(prefer: "a"), context: new() { TenantId = "t" }, cancellationToken: Cancel)));

        Assert.All(results, static r => Assert.True(r.IsSuccess, r.ErrorMessage));
        Assert.Equal(120, billed);
        Assert.InRange(results.Sum(static r => r.CostUsd!.Value), 0.03m, 0.5m);
    }

    [Fact]
    public async Task ARefusalOfABudgetWithinAnExecutionIsNotTheProvidersQuota()
    {
        // The first answer is invalid and dear, so that nothing is left for asking again.
        var client = new ScriptedClient("pa", static (_, _) => Task.FromResult(Some.Reply("{}", 10, 3000)));
        await using var engine = Engine(b => b.AddModelClient(client, A), static o => o.Routing.Budgets.Limits.Add(new() { LimitUsd = 0.009m }));
        var skill = Skill(prefer: "a") with { OutputSchema = JsonElement.Parse("""{"type":"object","required":["x"]}""") };

        var result = await engine.ExecuteAsync(skill, cancellationToken: Cancel);

        Assert.Equal((1, "budget.exceeded"), (result.Attempts.Count, result.Errors[0].Code));
    }

    [Fact]
    public async Task AComposedSkillThatTimesOutKeepsItsChildrenAndTheirCost()
    {
        var time = new FakeTimeProvider();
        var asked = 0;
        var client = new ScriptedClient("pa", async (_, token) =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(Timeout.Infinite, token);
            }

            return Some.Reply("fine", 1000, 750);
        });
        await using var engine = Engine(b => b.AddModelClient(client, A).AddSkill(Skill(prefer: "a") with { Id = "one" }).AddSkill(Skill(prefer: "a") with { Id = "two" }).Services.AddSingleton<TimeProvider>(time));
        var composed = new Skill
        {
            Id = "whole",
            Name = "Whole",
            Composition = new()
            {
                Steps =
                [
                    new() { Key = "one", Skill = "one", Inputs = JsonElement.Parse("{}") },
                    new() { Key = "two", Skill = "two", Inputs = JsonElement.Parse("""{"after": "{{ steps.one.outputs }}"}""") },
                ],
            },
            Limits = new() { Timeout = TimeSpan.FromSeconds(1) },
        };

        var result = await Eventually.EndsAsync(engine.ExecuteAsync(composed, cancellationToken: Cancel));

        Assert.Equal(ExecutionStatus.Timeout, result.Status);
        Assert.Equal([("one", ExecutionStatus.Success), ("two", ExecutionStatus.Canceled)], result.Children.Select(static c => (c.SkillId, c.Status)));
        Assert.Equal(new Cost(0.0025m, CostKind.AtLeast), result.Cost);
    }

    [Fact]
    public async Task TwoHundredExecutionsAtOnceSpendNoMoreThanTheirBudget()
    {
        var random = new Random(5);
        var billed = 0m;
        var gate = new Lock();
        var client = new ScriptedClient("pa", async (_, token) =>
        {
            await Task.Yield();
            lock (gate)
            {
                var (input, output) = (random.Next(1, 12), random.Next(1, 3000));
                billed += ((input * A.Prices[0].Input) + (output * A.Prices[0].Output)) / 1_000_000m;
                return Some.Reply("fine", input, output);
            }
        });
        var ledger = new Engine.Routing.MemoryCostLedger();
        await using var engine = Engine(
            b => { b.AddModelClient(client, A); b.Services.Add(new(typeof(ICostLedger), ledger)); },
            static o => o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 0.5m }));

        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 200, CancellationToken = Cancel }, async (_, token) =>
        {
            var result = await engine.ExecuteAsync(Skill(prefer: "a"), context: new() { TenantId = "t" }, cancellationToken: token);
            if (!result.IsSuccess)
            {
                Assert.Equal("budget.exceeded", Assert.Single(result.Errors).Code);
                Interlocked.Increment(ref refused);
            }
        });

        Assert.InRange(billed, 0.25m, 0.5m);
        Assert.InRange(refused, 1, 999);
        Assert.Equal(billed, Assert.Single(await ledger.ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, Cancel)).Usd);
    }
}
