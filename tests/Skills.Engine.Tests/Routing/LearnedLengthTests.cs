using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Tests.Routing;

/// <summary>Reply lengths are learned per skill and model, and count for cost, choice and reservations.</summary>
public sealed class LearnedLengthTests
{

    [Fact]
    public void AModelWhoseLengthIsUnknownIsTriedAFewTimesAlthoughItCostsMore()
    {
        var bed = Bed.Of(Talky, Some.Model("unknown", "pc", input: 1.3m, output: 1.9m), Some.Model("dear", "pd", input: 3, output: 4.5m));
        Saw(bed, Talky, 3000, times: 30);

        var tried = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var chosen = bed.Route(Some.Request(output: 3000)).Candidates[0].Model;
            tried.Add(chosen.Id);
            Saw(bed, chosen, 3000);
        }

        Assert.Equal(4, tried.Count(static m => m == "unknown"));
        Assert.DoesNotContain("dear", tried);
    }

    private static readonly ModelDefinition Brief = Some.Model("brief", "pa", input: 1, output: 2);
    private static readonly ModelDefinition Talky = Some.Model("talky", "pb", input: 1, output: 1.5m);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static void Saw(Bed bed, ModelDefinition model, long tokens, int times = 1, string skill = "skill")
    {
        for (var i = 0; i < times; i++)
        {
            bed.Router.Report(new() { Model = model, Category = "GENERAL", SkillId = skill, Usage = new() { OutputVisible = tokens } });
        }
    }

    [Fact]
    public void TheExpectedLengthIsThatOfTheSkillAndComesNearTheModelsOwnWithItsReplies()
    {
        var bed = Bed.Of(Brief, Talky);
        var skill = Some.Skill();
        Assert.Equal(500, bed.Predictor.OutputTokensOf(skill));

        Saw(bed, Brief, 100, skill: "another");
        Assert.Equal(100, bed.Predictor.OutputTokensOf(skill));

        Saw(bed, Brief, 1000, times: 4);
        Assert.Equal(1000, bed.Predictor.OutputTokensOf(skill));
        Assert.Equal(1000, bed.Predictor.OutputTokensOf(skill, Talky));

        Saw(bed, Talky, 3000, times: 96);
        Assert.InRange(bed.Predictor.OutputTokensOf(skill, Talky), 2950, 3000);
        Assert.InRange(bed.Predictor.OutputTokensOf(skill, Brief), 1000, 2001);
    }

    [Fact]
    public void TheExpectedLengthNeverExceedsWhatTheSkillAsksFor()
    {
        var bed = Bed.Of(Brief);
        Saw(bed, Brief, 3000, times: 50);

        Assert.Equal(200, bed.Predictor.OutputTokensOf(Some.Skill(new() { MaxOutputTokens = 200 }), Brief));
    }

    [Fact]
    public void AModelThatAnswersAtGreaterLengthLosesToADearerBriefOne()
    {
        var bed = Bed.Of(Brief, Talky);
        Assert.Equal("talky", bed.Route(Some.Request()).Candidates[0].Model.Id);

        Saw(bed, Brief, 300, times: 30);
        Saw(bed, Talky, 3000, times: 30);
        var route = bed.Route(Some.Request());

        Assert.Equal("brief", route.Candidates[0].Model.Id);
        Assert.Equal((1000 + (2 * 324m)) / 1_000_000, route.Candidates[0].ExpectedCostUsd);
        Assert.Equal(route.Candidates[0].Score, route.Explanation.Candidates.Single(static c => c.Model == "brief").Score);
    }

    [Fact]
    public void TheEstimateUsesTheLengthsOfEachModel()
    {
        var bed = Bed.Of(Brief, Talky);
        Saw(bed, Brief, 100, times: 100);
        Saw(bed, Talky, 1000, times: 100);

        var estimate = bed.Predictor.Estimate(Some.Skill(), [new(Brief, 1, null), new(Talky, 1, null)], 0);

        Assert.InRange(estimate.OutputTokens, 100, 140);
        Assert.InRange(Assert.Single(estimate.Alternatives).ExpectedUsd!.Value, 0.00145m, 0.0015m);
    }

    [Theory]
    [InlineData(19, 4096)]
    [InlineData(20, 900)]
    public void ALongReplyIsKnownFromTheTwentieth(int replies, int likely)
    {
        var bed = Bed.Of(Brief);
        Saw(bed, Brief, 600, replies);

        Assert.Equal(likely, bed.Paces.LikelyOutput("skill", Brief, 4096));
    }

    [Fact]
    public void AShortReplyIsNeverCutBelow256Tokens()
    {
        var bed = Bed.Of(Brief);
        Saw(bed, Brief, 10, times: 30);

        Assert.Equal(256, bed.Paces.LikelyOutput("skill", Brief, 4096));
        Assert.Equal(100, bed.Paces.LikelyOutput("skill", Brief, 100));
    }

    [Fact]
    public async Task WhenTheLongestReplyDoesNotFitTheBudgetOneOfTheLearnedLengthIsReserved()
    {
        // The longest reply of 4,096 tokens could cost $0.0082. It fits for twenty-one calls, and twelve more of a learned length do.
        var limits = new List<int?>();
        var client = new ScriptedClient("pa", (request, _) =>
        {
            limits.Add(request.Options.MaxOutputTokens);
            return Task.FromResult(Some.Reply("fine", input: 0, output: 300));
        });
        await using var engine = SkillsEngine.Create(b =>
        {
            b.Services.Configure<SkillsEngineOptions>(static o =>
            {
                o.Catalog.Embedded = false;
                o.Routing.Budgets.Limits.Add(new() { LimitUsd = 0.0203m });
            });
            b.AddModelClient(client, Brief);
        });
        var skill = Some.Skill() with { Cache = new() { Enabled = false } };

        var results = new List<SkillResult>();
        for (var i = 0; i < 36; i++)
        {
            results.Add(await engine.ExecuteAsync(skill, cancellationToken: Cancel));
        }

        Assert.All(results, static r => Assert.True(r.IsSuccess || r.Errors[0].Code == "budget.exceeded", r.ErrorMessage));
        Assert.Equal(450, limits[^1]);
        Assert.Equal(33, results.Count(static r => r.IsSuccess));
        Assert.Equal(33 * 0.0006m, results.Sum(static r => r.CostUsd ?? 0));
    }
}
