using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>The cache as the engine's users meet it.</summary>
public sealed class EngineCacheTests
{
    private static readonly Skill Skill = CacheSome.Skill() with
    {
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] }"""),
        Limits = new() { Attempts = 1 },
    };

    [Fact]
    public async Task TheSecondCallIsAHitWithItsOwnCaller()
    {
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = Engine(model);
        var first = await engine.ExecuteAsync(Skill, new { text = "a" }, new() { UserId = "one" }, Cancel);

        var second = await engine.ExecuteAsync(Skill, new { text = "a" }, new() { UserId = "two" }, Cancel);

        Assert.Equal((true, "two", 1), (second.CacheHit, second.Context.UserId, model.Calls));
        Assert.NotEqual(first.ExecutionId, second.ExecutionId);
        Assert.Equal(first.CacheKey, second.CacheKey);
        Assert.Equal(1, engine.CacheStatistics.BySkill["summarize"].Hits);
    }

    [Fact]
    public async Task AnInvalidatedSkillAsksAgain()
    {
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = Engine(model);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.True(await engine.InvalidateCacheAsync("summarize", Cancel));

        Assert.False((await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal(2, model.Calls);
        await Assert.ThrowsAsync<ArgumentException>(() => engine.InvalidateCacheAsync(new CacheInvalidation { SkillVersion = "1" }, Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => engine.InvalidateCacheAsync(new CacheInvalidation { Tag = "x", TenantId = "y" }, Cancel).AsTask());
    }

    [Fact]
    public async Task AChangedSkillInvalidatesItselfAndTheExplanationSaysWhatChanged()
    {
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = Engine(model);
        var changed = Skill with { PromptTemplate = "{{ text }}!" };
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.False((await engine.ExecuteAsync(changed, new { text = "a" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal(
            ["skill.content", "skill.promptTemplate"],
            engine.ExplainCacheKey(Skill, new { text = "a" }).DifferencesFrom(engine.ExplainCacheKey(changed, new { text = "a" })));
    }

    [Fact]
    public async Task TenThousandEqualExecutionsAtOnceAskTheModelOnce()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModelClient().Respond(async (_, _) =>
        {
            await go.Task;
            return new() { Text = """{"n":1}""" };
        });
        await using var engine = Engine(model);

        var running = Enumerable.Range(0, 10_000).Select(_ => engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel)).ToList();
        go.SetResult();
        var results = await Task.WhenAll(running);

        Assert.Equal(1, model.Calls);
        Assert.Equal((10_000, 9_999), (results.Count(static r => r.IsSuccess), results.Count(static r => r.CacheHit)));
        Assert.Equal(10_000, results.Select(static r => r.ExecutionId).Distinct().Count());
    }

    [Fact]
    public async Task AComposedSkillAsksAgainWhenASkillItRunsHasChanged()
    {
        var whole = Skill with
        {
            Id = "whole",
            Name = "whole",
            PromptTemplate = null,
            OutputSchema = null,
            Composition = new() { Steps = [new() { Key = "part", Skill = "summarize", Inputs = JsonElement.Parse("""{ "text": "{{ inputs.text }}" }""") }] },
        };
        var keys = new List<string?>();
        foreach (var part in new[] { Skill, Skill with { }, Skill with { PromptTemplate = "{{ text }}!" }, Skill with { Variants = [new("b", 0.5, Skill with { PromptTemplate = "b" })] } })
        {
            await using var engine = Engine(new FakeModelClient().Reply("""{"n":1}"""), more: builder => builder.AddSkill(part));
            var first = await engine.ExecuteAsync(whole, new { text = "a" }, cancellationToken: Cancel);
            var second = await engine.ExecuteAsync(whole, new { text = "a" }, cancellationToken: Cancel);
            Assert.Equal((true, false, true), (first.IsSuccess, first.CacheHit, second.CacheHit));
            keys.Add(first.CacheKey);
        }

        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(3, keys.Distinct().Count());
    }

    [Fact]
    public async Task AnArchivedSkillDoesNotRunThoughOneOfTheSameContentDid()
    {
        await using var engine = Engine(new FakeModelClient().Reply("""{"n":1}"""));
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        var archived = await engine.ExecuteAsync(Skill with { Status = SkillStatus.Archived }, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal("skill.archived", Assert.Single(archived.Errors).Code);
    }

    [Fact]
    public async Task AStaleResultStandsInWhenTheProvidersFailAndSaysSo()
    {
        var time = new TestClock();
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = Engine(model, time, static o => o.Cache.StaleIfError = TimeSpan.FromHours(1));
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        time.Advance(TimeSpan.FromMinutes(70));
        model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, "no"));

        var result = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal((ExecutionStatus.Success, true, true), (result.Status, result.IsStale, result.CacheHit));
        Assert.Equal(1, result.Outputs!.Value.GetProperty("n").GetInt32());
        Assert.Equal(1, engine.CacheStatistics.Total.Stale);
    }

    [Fact]
    public async Task AStaleResultIsRenewedBehindTheCaller()
    {
        var time = new TestClock();
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = Engine(model, time, static o => o.Cache.StaleWhileRevalidate = TimeSpan.FromHours(1));
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        time.Advance(TimeSpan.FromMinutes(70));
        model.Reply("""{"n":2}""");

        var stale = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal((1, true), (stale.Outputs!.Value.GetProperty("n").GetInt32(), stale.IsStale));
        var result = stale;
        await Eventually.HoldsAsync(
            async () =>
            {
                result = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
                return !result.IsStale;
            },
            "The result was not renewed.");

        Assert.Equal((2, true, 2), (result.Outputs!.Value.GetProperty("n").GetInt32(), result.CacheHit, model.Calls));
    }

    [Fact]
    public async Task ARefusalIsKeptWhenTheHostAsksForIt()
    {
        var model = new FakeModelClient().Respond(static (_, _) => throw new ModelException(ModelErrorKind.ContentPolicy, "no"));
        await using var engine = Engine(model, configure: static o => o.Cache.RefusalTtl = TimeSpan.FromMinutes(1));
        var certain = Skill with { ModelPreferences = new() { Temperature = 0 } };

        var first = await engine.ExecuteAsync(certain, new { text = "a" }, cancellationToken: Cancel);
        var calls = model.Calls;
        var second = await engine.ExecuteAsync(certain, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal((ExecutionStatus.Failed, false), (first.Status, first.CacheHit));
        Assert.Equal((ExecutionStatus.Failed, true, "model.content_policy"), (second.Status, second.CacheHit, second.Errors[0].Code));
        Assert.Equal(calls, model.Calls);
    }

    [Fact]
    public void WrongSettingsAreSaidAtStart()
    {
        var e = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => SkillsEngine.Create(static b => b.Services.Configure<SkillsEngineOptions>(static o =>
        {
            o.Cache.SoftTimeout = TimeSpan.FromSeconds(5);
            o.Cache.Jitter = 2;
            o.Cache.EncryptionKeys.Add([1]);
        })));

        Assert.Contains("SoftTimeout is 00:00:05; it must be between 00:00:00.0010000 and 00:00:00.1500000", e.Message, StringComparison.Ordinal);
        Assert.Contains("Jitter", e.Message, StringComparison.Ordinal);
        Assert.Contains("EncryptionKeys holds a key of another length", e.Message, StringComparison.Ordinal);
    }

    private static SkillExecutionEngine Engine(FakeModelClient model, TimeProvider? time = null, Action<SkillsEngineOptions>? configure = null, Action<SkillsEngineBuilder>? more = null) => SkillsEngine.Create(builder =>
    {
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.Configure<SkillsEngineOptions>(o => configure?.Invoke(o));
        builder.AddModelClient(model, model.Model());
        more?.Invoke(builder);
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
