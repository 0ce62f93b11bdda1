using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>The semantic cache as the engine's users meet it.</summary>
public sealed class SemanticCacheTests
{
    private static readonly Skill Skill = SemanticSome.Skill;

    [Fact]
    public async Task AResultOfANearTextIsServedAndSaysSo()
    {
        var (model, meanings) = (SemanticSome.Model(), new Meanings { VectorOf = static t => t == "How do I reset it?" ? [4, 3] : [1, 0] });
        await using var engine = SemanticSome.Engine(model, meanings);
        var first = await engine.ExecuteAsync(Skill, new { text = "Reset it how?" }, cancellationToken: Cancel);

        var second = await engine.ExecuteAsync(Skill, new { text = "How do I reset it?" }, cancellationToken: Cancel);

        Assert.Equal((true, 1), (second.IsSuccess, model.Calls));
        Assert.Equal((false, (double?)null), (first.CacheHit, first.CacheSimilarity));
        Assert.Equal((true, (double?)0.8), (second.CacheHit, second.CacheSimilarity));
        Assert.Equal(first.Outputs!.Value.GetRawText(), second.Outputs!.Value.GetRawText());
        Assert.NotEqual(first.CacheKey, second.CacheKey);
        var counts = engine.CacheStatistics.BySkill[Skill.Id];
        Assert.Equal((1L, 1L, 1L, 1L), (counts.SemanticHits, counts.Hits, counts.Misses, counts.Stored));
    }

    [Fact]
    public async Task AnEqualTextIsAPlainHitAndNotEmbedded()
    {
        var meanings = new Meanings();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        var second = await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal((true, (double?)null, 1), (second.CacheHit, second.CacheSimilarity, meanings.Calls));
        Assert.Equal(Cost.Zero, second.Cost);
    }

    [Theory]
    [InlineData(0.6, true)]
    [InlineData(0.6000001, false)]
    public async Task TheThresholdItselfIsNearEnough(double threshold, bool hit)
    {
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new());
        var skill = SemanticSome.With(threshold);
        await engine.ExecuteAsync(skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Equal(hit, (await engine.ExecuteAsync(skill, new { text = "far" }, cancellationToken: Cancel)).CacheHit);
    }

    [Theory]
    [InlineData(0.49)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void AThresholdOutsideOfItsRangeIsRefused(double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkillSemanticCache { Threshold = threshold });

    [Theory]
    [InlineData("skill")]
    [InlineData("version")]
    [InlineData("content")]
    [InlineData("tenant")]
    [InlineData("user")]
    [InlineData("vary")]
    [InlineData("model")]
    [InlineData("options")]
    [InlineData("input")]
    [InlineData("missing input")]
    [InlineData("embedding model")]
    [InlineData("embedding length")]
    public async Task NothingIsServedAcross(string what)
    {
        var (model, meanings) = (SemanticSome.Model(), new Meanings());
        await using var engine = SemanticSome.Engine(model, meanings);
        var skill = Skill with { Cache = Skill.Cache with { Scope = CacheScope.User, Vary = ["locale"] } };
        var context = new SkillExecutionContext { TenantId = "acme", UserId = "ann", Metadata = new Dictionary<string, string> { ["locale"] = "en" } };
        await engine.ExecuteAsync(skill, new { text = "a", words = 5 }, context, Cancel);
        meanings.Change = what switch
        {
            "embedding model" => static made => made with { Model = "other" },
            "embedding length" => static made => made with { Vectors = [new float[] { 1, 0, 0 }] },
            _ => meanings.Change,
        };

        var second = await engine.ExecuteAsync(
            what switch
            {
                "skill" => skill with { Id = "other" },
                "version" => skill with { Version = "2.0.0" },
                "content" => skill with { PromptTemplate = "{{ text }}!" },
                "options" => skill with { ModelPreferences = new() { Seed = 7 } },
                _ => skill,
            },
            what switch { "input" => new { text = "b", words = 6 }, "missing input" => new { text = "b" }, _ => (object)new { text = "b", words = 5 } },
            what switch
            {
                "tenant" => context with { TenantId = "bolt" },
                "user" => context with { UserId = "bob" },
                "vary" => context with { Metadata = new Dictionary<string, string> { ["locale"] = "de" } },
                "model" => context with { Model = "fake/fake-model" },
                _ => context,
            },
            Cancel);

        Assert.Equal((true, false, 2), (second.IsSuccess, second.CacheHit, model.Calls));
        Assert.True((await engine.ExecuteAsync(skill, new { text = what.StartsWith("embedding", StringComparison.Ordinal) ? "a" : "c", words = 5 }, context, Cancel)).CacheHit);
    }

    [Fact]
    public async Task OnlySkillsAndEnginesThatAskForItUseIt()
    {
        var (model, meanings) = (SemanticSome.Model(), new Meanings());
        var plain = Skill with { Cache = new() };
        await using (var engine = SemanticSome.Engine(model, meanings))
        {
            await engine.ExecuteAsync(plain, new { text = "a" }, cancellationToken: Cancel);
            Assert.False((await engine.ExecuteAsync(plain, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
        }

        await using (var engine = SkillsEngine.Create(b =>
        {
            b.Services.AddSingleton<ITextEmbedder>(meanings);
            b.AddModelClient(model, model.Model());
        }))
        {
            await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
            Assert.False((await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
        }

        Assert.Equal(0, meanings.Calls);
    }

    [Fact]
    public void WithoutAnEmbedderTheEngineDoesNotStart()
    {
        var problem = Assert.ThrowsAny<Exception>(() => SkillsEngine.Create(static b => b.UseSemanticCache()).CacheStatistics);

        Assert.Contains("AddEmbeddings", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CacheMode.Bypass, 0, false)]
    [InlineData(CacheMode.Refresh, 0, false)]
    [InlineData(CacheMode.ReadOnly, 1, true)]
    public async Task ACallsModeHolds(CacheMode mode, int embedded, bool hit)
    {
        var meanings = new Meanings();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        var second = await engine.ExecuteAsync(Skill, new { text = "b" }, new() { CacheMode = mode }, Cancel);

        Assert.Equal((1 + embedded, hit), (meanings.Calls, second.CacheHit));
    }

    [Fact]
    public async Task AnExpiredResultIsNotServed()
    {
        var (time, model) = (new TestClock(), SemanticSome.Model());
        await using var engine = SemanticSome.Engine(model, new(), time: time);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.False((await engine.ExecuteAsync(Skill, new { text = "c" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal(2, model.Calls);
        Assert.True((await engine.ExecuteAsync(Skill, new { text = "d" }, cancellationToken: Cancel)).CacheHit);
    }

    [Fact]
    public async Task AnInvalidatedResultIsNotServed()
    {
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new());
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        await engine.InvalidateCacheAsync(Skill.Id, Cancel);

        Assert.False((await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
    }

    [Fact]
    public async Task AFailureIsNotRemembered()
    {
        var model = new FakeModelClient().Enqueue("no JSON").Reply("""{"n":2}""");
        await using var engine = SemanticSome.Engine(model, new());
        Assert.False((await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel)).IsSuccess);

        var second = await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel);

        Assert.Equal((true, false), (second.IsSuccess, second.CacheHit));
    }

    [Fact]
    public async Task AHitIsNoEntryOfItsOwn()
    {
        // a, b and c are 0.8 apart one by one, but c is 0.28 from a.
        var meanings = new Meanings { VectorOf = static t => t switch { "a" => [1, 0], "b" => [0.8f, 0.6f], _ => [0.28f, 0.96f] } };
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        await engine.ExecuteAsync(SemanticSome.With(0.79), new { text = "a" }, cancellationToken: Cancel);
        Assert.True((await engine.ExecuteAsync(SemanticSome.With(0.79), new { text = "b" }, cancellationToken: Cancel)).CacheHit);

        Assert.False((await engine.ExecuteAsync(SemanticSome.With(0.79), new { text = "c" }, cancellationToken: Cancel)).CacheHit);
    }

    [Fact]
    public async Task ALookupWithoutAnExecutionSpendsNothing()
    {
        var meanings = new Meanings();
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), meanings);
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);

        Assert.Null(await engine.FindCachedAsync(Skill, new { text = "b" }, cancellationToken: Cancel));
        Assert.Equal(1, meanings.Calls);
    }

    [Fact]
    public async Task AResultInTheSharedStoreIsServedAndCheckedAsAnyOther()
    {
        var (model, shared) = (SemanticSome.Model(), new DictionaryStore());
        await using var engine = SemanticSome.Engine(model, new(), b =>
        {
            b.AddCacheStore(shared);
            b.Services.Configure<SkillsEngineOptions>(static o => (o.Cache.MemoryBytes, o.Cache.ReadYourWrites) = (0, true));
        });
        await engine.ExecuteAsync(Skill, new { text = "a" }, cancellationToken: Cancel);
        Assert.Equal(1.0, (await engine.ExecuteAsync(Skill, new { text = "b" }, cancellationToken: Cancel)).CacheSimilarity);

        var (key, bytes) = shared.Entries.Single();
        bytes[^1] ^= 1;
        shared.Entries[key] = bytes;

        Assert.False((await engine.ExecuteAsync(Skill, new { text = "c" }, cancellationToken: Cancel)).CacheHit);
        Assert.Equal((2, 1L), (model.Calls, engine.CacheStatistics.EntriesRejected));
    }

    [Theory]
    [InlineData("the price in 2024", "the price in 2025", false)]
    [InlineData("the price in 2024", "2024: the price", true)]
    [InlineData("1.5 mg", "15 mg", false)]
    [InlineData("1.5 mg", "1 5 mg", false)]
    [InlineData("in mg: 1.5", "in mg: 1 5", false)]
    [InlineData("1 5 mg", "15 mg", false)]
    [InlineData("1-5 mg", "1.5 mg", false)]
    [InlineData("1 or 5 mg", "1 and 5 mg", true)]
    [InlineData("1 or 5 mg", "15 mg", false)]
    [InlineData("2 of 3", "3 of 2", false)]
    [InlineData("5 apples", "five apples", false)]
    [InlineData("\u0665 apples", "\u0666 apples", false)]
    [InlineData("apples", "apples!", true)]
    public async Task TheNumbersInTextsMustBeEqual(string one, string other, bool hit)
    {
        await using var engine = SemanticSome.Engine(SemanticSome.Model(), new());
        await engine.ExecuteAsync(Skill, new { text = one }, cancellationToken: Cancel);

        Assert.Equal(hit, (await engine.ExecuteAsync(Skill, new { text = other }, cancellationToken: Cancel)).CacheHit);
    }

    [Fact]
    public async Task EachTextInputMustBeNear()
    {
        var model = SemanticSome.Model();
        await using var engine = SemanticSome.Engine(model, new());
        var skill = SemanticSome.With(0.7) with { InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string"},"more":{"type":["string","null"]}}}""") };
        await engine.ExecuteAsync(skill, new { text = "a", more = "a" }, cancellationToken: Cancel);

        Assert.True((await engine.ExecuteAsync(skill, new { text = "b", more = "b" }, cancellationToken: Cancel)).CacheHit);
        Assert.False((await engine.ExecuteAsync(skill, new { text = "b", more = "far" }, cancellationToken: Cancel)).CacheHit);
        Assert.False((await engine.ExecuteAsync(skill, new { text = "b" }, cancellationToken: Cancel)).CacheHit);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
