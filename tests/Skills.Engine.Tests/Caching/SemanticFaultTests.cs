using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Caching.Semantic;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>What the semantic cache does when embeddings or its store fail, what it costs, and what it never embeds.</summary>
public sealed class SemanticFaultTests
{
    private static readonly Skill Skill = SemanticSome.Skill;

    [Theory]
    [InlineData("throws")]
    [InlineData("gives none")]
    [InlineData("gives too many")]
    [InlineData("gives an empty one")]
    [InlineData("gives zeros")]
    [InlineData("gives NaN")]
    [InlineData("gives infinity")]
    [InlineData("gives too long a one")]
    public async Task AnEmbedderThatFailsIsAMiss(string fault)
    {
        var meanings = new Meanings();
        var log = new List<string>();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings, b => Log(b, log));
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        meanings.Change = made => fault switch
        {
            "throws" => throw new FormatException("the text 'private words' is too long"),
            "gives none" => made with { Vectors = [] },
            "gives too many" => made with { Vectors = [Meanings.Usual, Meanings.Usual] },
            "gives an empty one" => made with { Vectors = [ReadOnlyMemory<float>.Empty] },
            "gives zeros" => made with { Vectors = [new float[] { 0, 0 }] },
            "gives NaN" => made with { Vectors = [new[] { 1, float.NaN }] },
            "gives infinity" => made with { Vectors = [new[] { 1, float.PositiveInfinity }] },
            _ => made with { Vectors = [new float[5000].Select(static _ => 1f).ToArray()] },
        };

        var second = await engine.ExecuteAsync(Skill, new { text = "private words" }, cancellationToken: Cancel);

        Assert.Equal((true, false, 1L), (second.IsSuccess, second.CacheHit, engine.CacheStatistics.SemanticFailures));
        Assert.Equal(fault == "throws" ? CostKind.Unknown : CostKind.Exact, second.EmbeddingCost!.Value.Kind);
        Assert.Contains("failed at search", Assert.Single(log), StringComparison.Ordinal);
        Assert.DoesNotContain("private words", log[0], StringComparison.Ordinal);

        meanings.Change = static made => made;
        Assert.True((await engine.ExecuteAsync(Skill, new { text = "c" }, cancellationToken: Cancel)).CacheHit);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public async Task AnEmbeddingMayHaveAsManyNumbersAsAllowed(int length, bool hit)
    {
        var meanings = new Meanings { VectorOf = _ => [.. Enumerable.Repeat(1f, length)] };
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings, static b => b.Services.Configure<SkillsEngineOptions>(static o => o.Cache.Semantic.MaxDimension = 4));
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal(hit, (await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal(hit ? 0 : 2, engine.CacheStatistics.SemanticFailures);
    }

    [Fact]
    public async Task AfterFiveFailuresInARowItPauses()
    {
        var (time, meanings) = (new TestClock(), new Meanings { Change = static _ => throw new FormatException() });
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings, time: time);
        for (var i = 0; i < 8; i++)
        {
            await engine.ExecuteAsync(Skill, new { text = new string('x', i + 1) }, cancellationToken: Cancel);
        }

        Assert.Equal((SemanticPause.FailuresInARow, SemanticPause.FailuresInARow), (meanings.Calls, (int)engine.CacheStatistics.SemanticFailures));
        time.Advance(SemanticPause.Length);
        meanings.Change = static made => made;
        await engine.ExecuteAsync(Skill, new { text = "y" }, cancellationToken: Cancel);
        Assert.True((await engine.ExecuteAsync(Skill, new { text = "z" }, cancellationToken: Cancel)).CacheHit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnEmbedderThatHangsIsAMissAfterTheTimeout(bool heeds)
    {
        var time = new TestClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var meanings = new Meanings { Before = token => Hang(asked, heeds ? token : CancellationToken.None) };
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings, time: time);

        var running = engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        await asked.Task.WaitAsync(Patience, Cancel);
        time.Advance(TimeSpan.FromSeconds(2));
        var result = await running.WaitAsync(Patience, Cancel);

        Assert.Equal((true, CostKind.Unknown), (result.IsSuccess, result.EmbeddingCost!.Value.Kind));
        Assert.Equal(1, engine.CacheStatistics.SemanticFailures);
    }

    [Fact]
    public async Task TheDeadlineOfTheExecutionComesFirst()
    {
        var time = new TestClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new() { Before = _ => Hang(asked, CancellationToken.None) }, time: time);

        var running = engine.ExecuteAsync(Skill, new { text = "a" }, new() { Timeout = TimeSpan.FromSeconds(1) }, Cancel);
        await asked.Task.WaitAsync(Patience, Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        var result = await running.WaitAsync(Patience, Cancel);

        Assert.Equal((ExecutionStatus.Timeout, CostKind.Unknown), (result.Status, result.Cost.Kind));
        Assert.Equal(0, engine.CacheStatistics.SemanticFailures);
    }

    [Fact]
    public async Task ACanceledCallerFreesThoseThatWaitForIt()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var meanings = new Meanings { Before = _ => Hang(asked, CancellationToken.None) };
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        using var caller = new CancellationTokenSource();

        var first = engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: caller.Token);
        await asked.Task.WaitAsync(Patience, Cancel);
        meanings.Before = null;
        var second = engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => first.WaitAsync(Patience, Cancel));
        Assert.True((await second.WaitAsync(Patience, Cancel)).IsSuccess);
    }

    [Fact]
    public async Task TheEmbeddingIsInTheCostOfHitsAndMisses()
    {
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new());

        var miss = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        var hit = await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel);

        Assert.Equal(new Cost(0.001m, CostKind.Exact), miss.EmbeddingCost);
        Assert.Equal(new Cost(0.001m, CostKind.Exact), hit.EmbeddingCost);
        Assert.Equal(new Cost(0.001m, CostKind.Exact), hit.Cost);
    }

    [Fact]
    public async Task TheEmbeddingOfAHitIsBookedInTheBudgets()
    {
        var model = SemanticSome.Model();
        await using var engine = SemanticSome.Engine(model, new(), static b => b.Services.Configure<SkillsEngineOptions>(static o =>
        {
            o.Routing.Budgets.AllowUnknownPrice = true;
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Period = BudgetPeriod.Day, LimitUsd = 0.0045m });
        }));
        var context = new SkillExecutionContext { TenantId = "acme" };
        await engine.ExecuteAsync(Skill, new { text = "a" }, context, Cancel);
        for (var i = 0; i < 4; i++)
        {
            Assert.True((await engine.ExecuteAsync(Skill, new { text = new string('x', i + 1) }, context, Cancel)).CacheHit);
        }

        var refused = await engine.ExecuteAsync(Skill with { Cache = new() }, new { text = "b" }, context, Cancel);

        Assert.Equal("budget.exceeded", Assert.Single(refused.Errors).Code);
        Assert.Equal(1, model.Calls);
    }

    [Fact]
    public async Task ManyEqualCallsAtOnceAreEmbeddedOnce()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (model, meanings) = (SemanticSome.Model(), new Meanings());
        await using var engine = SemanticSome.Engine(model, meanings);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        meanings.Before = _ => go.Task;

        var running = Enumerable.Range(0, 500).Select(_ => engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).ToList();
        go.SetResult();
        var results = await Task.WhenAll(running).WaitAsync(Patience, Cancel);

        Assert.All(results, static r => Assert.Equal((true, (double?)1), (r.CacheHit, r.CacheSimilarity)));
        Assert.Equal((1, 2), (model.Calls, meanings.Calls));
    }

    [Fact]
    public async Task ManyDifferentCallsAtOnceAllSucceed()
    {
        var model = SemanticSome.Model();
        await using var engine = SemanticSome.Engine(model, new(), static b => b.Services.Configure<SkillsEngineOptions>(static o => o.Cache.Semantic.MaxEntries = 3));

        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => engine.ExecuteAsync(Skill, new { text = new string('x', i + 1), words = i % 7 }, cancellationToken: Cancel))));

        Assert.All(results, static r => Assert.True(r.IsSuccess, r.ErrorMessage));
        Assert.Equal(model.Calls, results.Count(static r => !r.CacheHit));
    }

    [Theory]
    [InlineData("secret", """{"text":"a"}""")]
    [InlineData("media", """{"text":"a"}""")]
    [InlineData("enum", """{"text":"a"}""")]
    [InlineData("format", """{"text":"a"}""")]
    [InlineData("not named", """{"text":"a"}""")]
    [InlineData("plain", """{"text":"https://one.example/a.png"}""")]
    [InlineData("plain", """{"text":" data:text/plain,abc"}""")]
    [InlineData("plain", """{"text":"  "}""")]
    [InlineData("plain", "{\"text\":\"\\ud800 lone\"}")]
    [InlineData("short", """{"text":"more than ten letters"}""")]
    public async Task SuchInputsMustBeEqual(string kind, string inputs)
    {
        var (model, meanings) = (SemanticSome.Model(), new Meanings());
        await using var engine = SemanticSome.Engine(model, meanings, b => b.Services.Configure<SkillsEngineOptions>(o => o.Cache.Semantic.MaxTextLength = kind == "short" ? 10 : 8000));
        var skill = kind switch
        {
            "secret" => Skill with { SecretInputs = ["/text"] },
            "media" => Skill with { PromptTemplate = null, Messages = [new() { Parts = [new() { Text = "{{ words }}" }] }, new() { When = "false", Parts = [new() { MediaInput = "text" }] }] },
            "enum" => Skill with { InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string","enum":["a","b"]}}}""") },
            "format" => Skill with { InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string","format":"date"}}}""") },
            "not named" => SemanticSome.With(0.8, "words"),
            _ => Skill,
        };

        var result = await engine.ExecuteAsync(skill, JsonElement.Parse(inputs), cancellationToken: Cancel);

        Assert.True(kind == "format" || result.IsSuccess, result.ErrorMessage);
        Assert.Equal(0, meanings.Calls);
    }

    [Fact]
    public async Task NamedInputsAreEmbeddedWhateverTheirSchemaSays()
    {
        var meanings = new Meanings();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        var skill = SemanticSome.With(0.8, "text") with { InputSchema = null };
        await engine.ExecuteAsync(skill, new { text = "a", other = "x" }, cancellationToken: Cancel);

        Assert.True((await engine.ExecuteAsync(skill, new { text = "b", other = "x" }, cancellationToken: Cancel)).CacheHit);
        Assert.False((await engine.ExecuteAsync(skill, new { text = "b", other = "y" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal(["a", "b", "b"], meanings.Texts);
    }

    [Theory]
    [InlineData("another skill's key")]
    [InlineData("no similarity")]
    [InlineData("too little similarity")]
    [InlineData("throws")]
    public async Task AStoreOfTheHostIsNotTrusted(string fault)
    {
        var (model, store) = (SemanticSome.Model(), new OddStore());
        await using var engine = SemanticSome.Engine(model, new(), b => b.Services.AddSingleton<ISemanticCacheStore>(store));
        var other = await engine.ExecuteAsync(Skill with { Id = "other" }, new { text = "a" }, cancellationToken: Cancel);
        var own = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        store.Find = fault switch
        {
            "another skill's key" => _ => [new(other.CacheKey!, 1)],
            "no similarity" => _ => [new(own.CacheKey!, double.NaN)],
            "too little similarity" => _ => [new(own.CacheKey!, 0.1)],
            _ => static _ => throw new FormatException(),
        };

        Assert.False((await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);

        store.Find = _ => [new(own.CacheKey! + "gone", 1), new(own.CacheKey!, 0.9)];
        Assert.Equal(0.9, (await engine.ExecuteAsync(Skill, new { text = "c" }, cancellationToken: Cancel)).CacheSimilarity);
        Assert.Equal([own.CacheKey + "gone"], store.Removed);
    }

    [Fact]
    public async Task SpansAndMetricsTellSuchAHitApart()
    {
        var outcomes = new List<string?>();
        var tags = new List<(object? Outcome, object? Similarity)>();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new());
        using var spans = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == SkillDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.GetTagItem("skills.skill.id") is "semantic-span" && a.OperationName.StartsWith("skill ", StringComparison.Ordinal))
                {
                    tags.Add((a.GetTagItem("skills.cache.outcome"), a.GetTagItem("skills.cache.similarity")));
                }
            },
        };
        ActivitySource.AddActivityListener(spans);
        using var meter = new MeterListener { InstrumentPublished = static (i, l) => { if (i.Name == "skills.cache.requests") { l.EnableMeasurementEvents(i); } } };
        meter.SetMeasurementEventCallback<long>((_, _, measured, _) =>
        {
            var all = measured.ToArray().ToDictionary(static t => t.Key, static t => t.Value);
            if (all["skills.skill.name"] is "semantic-span")
            {
                outcomes.Add((string?)all["skills.cache.outcome"]);
            }
        });
        meter.Start();
        var skill = Skill with { Id = "semantic-span", Name = "semantic-span" };

        await engine.ExecuteAsync(skill, new { text = "a" }, cancellationToken: Cancel);
        await engine.ExecuteAsync(skill, new { text = "b" }, cancellationToken: Cancel);

        Assert.Equal(["miss", "semantic"], outcomes);
        Assert.Equal([("miss", null), ("semantic", 1.0)], tags);
    }

    [Fact]
    public async Task ATenantWithoutMoneyForEmbeddingsDoesNotEndTheSearchesOfAnother()
    {
        var meanings = new Meanings { Worst = 0.001m };
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings, static b => b.Services.Configure<SkillsEngineOptions>(static o =>
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Period = BudgetPeriod.Day, LimitUsd = 0.0015m })));
        await engine.ExecuteAsync(Skill, new { text = "a" }, new() { TenantId = "poor" }, cancellationToken: Cancel);

        SkillResult? refused = null;
        for (var call = 0; call < 10; call++)
        {
            refused = await engine.ExecuteAsync(Skill, new { text = $"{call}" }, new() { TenantId = "poor" }, cancellationToken: Cancel);
        }

        Assert.Equal((true, false, 1), (refused!.IsSuccess, refused.CacheHit, meanings.Calls));
        Assert.Contains("Embeddings were not made: a budget does not hold them.", refused.Warnings);
        Assert.Equal(Cost.Zero, refused.Cost);

        await engine.ExecuteAsync(Skill, new { text = "a" }, new() { TenantId = "rich" }, cancellationToken: Cancel);
        Assert.Equal(2, meanings.Calls);
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static async Task Hang(TaskCompletionSource asked, CancellationToken cancellationToken)
    {
        asked.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static void Log(SkillsEngineBuilder builder, List<string> log) =>
        builder.Services.AddLogging(logging => logging.AddProvider(new Lines(log)).AddFilter((category, _) => category!.Contains("Semantic", StringComparison.Ordinal)));

    private sealed class Lines(List<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }

    private sealed class OddStore : ISemanticCacheStore
    {
        public Func<SemanticCacheQuery, IReadOnlyList<SemanticCacheMatch>> Find { get; set; } = static _ => [];

        public List<string> Removed { get; } = [];

        public ValueTask<IReadOnlyList<SemanticCacheMatch>> FindAsync(SemanticCacheQuery query, CancellationToken cancellationToken) => new(Find(query));

        public ValueTask AddAsync(SemanticCacheEntry entry, CancellationToken cancellationToken) => default;

        public ValueTask RemoveAsync(string partition, string key, CancellationToken cancellationToken)
        {
            Removed.Add(key);
            return default;
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
