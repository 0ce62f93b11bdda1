using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Equal inputs choose equally, and what a skill names is kept to.</summary>
public sealed class PredictableChoiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void TwoProcessesChooseTheSameSequence()
    {
        static List<string> Choices()
        {
            var bed = Bed.Of([.. Enumerable.Range(0, 30).Select(static i => Some.Model($"m{i}", $"p{i % 3}", 0.5 + (i * 7 % 13 / 30.0), 0.1m + (i * 11 % 17), 0.4m + (i * 5 % 19)))]);
            bed.Options.Routing.Seed = null;
            var chosen = new List<string>();
            for (var i = 0; i < 60; i++)
            {
                var model = bed.Route(Some.Request()).Candidates[0].Model;
                chosen.Add(model.Id);
                bed.Time.Advance(TimeSpan.FromSeconds(3));
                bed.Router.Report(new() { Model = model, Category = "GENERAL", SkillId = "skill", Latency = TimeSpan.FromMilliseconds(20 + (i * 37 % 11)), Usage = Some.Reply().Usage });
                bed.Router.Report(new() { Model = model, Category = "GENERAL", SkillId = "skill", OutputValid = true });
            }

            return chosen;
        }

        Assert.Equal(Choices(), Choices());
    }

    [Fact]
    public void TheSecondCallIsNotDearerThanTheFirst()
    {
        var models = (ModelDefinition[])[Some.Model("small", quality: 0.8, input: 0.2m, output: 1.2m), Some.Model("middle", quality: 0.9, input: 2, output: 12), Some.Model("large", quality: 0.95, input: 5, output: 30)];
        var bed = Bed.Of(models);
        var first = bed.Route(Some.Request(input: 20, output: 10)).Candidates[0];

        for (var i = 0; i < 40; i++)
        {
            var chosen = bed.Route(Some.Request(input: 20, output: 10)).Candidates[0];
            Assert.True(chosen.ExpectedCostUsd <= first.ExpectedCostUsd, $"call {i + 2} goes to {chosen.Model.Id}");
            bed.Router.Report(new() { Model = chosen.Model, Category = "GENERAL", SkillId = "skill", Latency = TimeSpan.FromSeconds(8) });
            bed.Router.Report(new() { Model = chosen.Model, Category = "GENERAL", SkillId = "skill", OutputValid = true });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.0001)]
    [InlineData(50)]
    public void CostIsComparedAmongTheCandidatesWhateverACallCosts(double scale)
    {
        var bed = Bed.Of(
            Some.Model("dear", quality: 0.85, input: 10 * (decimal)scale, output: 20 * (decimal)scale),
            Some.Model("cheap", quality: 0.8, input: (decimal)scale, output: 2 * (decimal)scale));

        Assert.Equal("cheap", bed.Route(Some.Request()).Candidates[0].Model.Id);
    }

    [Fact]
    public void BeyondAHundredTimesTheCheapestADearerModelStillLosesForItsPrice()
    {
        var (good, best) = (Some.Model("good", quality: 0.95, input: 5, output: 30), Some.Model("best", quality: 0.96, input: 30, output: 180));
        var hard = Some.Request(Some.Skill(new() { Difficulty = 0.9 }));

        Assert.Equal("good", Bed.Of(good, best).Route(hard).Candidates[0].Model.Id);
        Assert.Equal("good", Bed.Of(good, best, Some.Model("tiny", quality: 0.5, input: 0.01m, output: 0.05m)).Route(hard).Candidates[0].Model.Id);
    }

    [Fact]
    public void WhereAllAreWeakTheWeakestDoesNotWinByItsPrice()
    {
        var bed = Bed.Of(Some.Model("weak", quality: 0.7, input: 0.2m, output: 0.6m), Some.Model("weakest", quality: 0.3, input: 0.1m, output: 0.1m));

        Assert.Equal("weak", bed.Route(Some.Request(Some.Skill(new() { Difficulty = 0.9 }))).Candidates[0].Model.Id);
    }

    [Fact]
    public void AModelForNamesOnlyIsNotChosenBesideAnotherOfItsProvider()
    {
        var newest = Some.Model("newest", quality: 0.99, input: 0.1m, output: 0.2m) with { OnlyByName = true };

        Assert.Equal(["usual"], Bed.Of(newest, Some.Model("usual")).Route(Some.Request()).Candidates.Select(static c => c.Model.Id));
        Assert.Equal("newest", Bed.Of(newest).Route(Some.Request()).Candidates[0].Model.Id);
    }

    [Fact]
    public void FromTheDayOfItsRetirementAModelAnswersOnlyByName()
    {
        var bed = Bed.Of(Some.Model("old", quality: 0.99, input: 0.1m, output: 0.2m), Some.Model("new"));
        var day = DateOnly.FromDateTime(bed.Time.GetUtcNow().UtcDateTime).AddDays(1);
        bed = Bed.Of(Some.Model("old", quality: 0.99, input: 0.1m, output: 0.2m) with { RetiresOn = day }, Some.Model("new"));
        Assert.Equal("old", bed.Route(Some.Request()).Candidates[0].Model.Id);

        bed.Time.Advance(TimeSpan.FromDays(1));

        var route = bed.Route(Some.Request());
        Assert.Equal(["new"], route.Candidates.Select(static c => c.Model.Id));
        Assert.Contains(FormattableString.Invariant($"was retired on {day:yyyy-MM-dd}"), route.Explanation.ToString(), StringComparison.Ordinal);
        Assert.Equal("old", bed.Route(Some.Request(pin: "old")).Candidates[0].Model.Id);
        Assert.Equal("old", bed.Route(Some.Request(Some.Skill(new() { PreferredModels = ["old"] }))).Candidates[0].Model.Id);
    }

    [Fact]
    public void AProviderThatSlowsDownLosesItsTrafficToOneNeverMeasured()
    {
        var bed = Bed.Of(Some.Model("a", "pa"), Some.Model("b", "pb"));
        bed.Options.Routing.Learning.Exploration = 0;
        var calls = 0;
        for (; calls < 200; calls++)
        {
            var model = bed.Route(Some.Request()).Candidates[0].Model;
            if (model.Id == "b")
            {
                break;
            }

            bed.Time.Advance(TimeSpan.FromMilliseconds(100));
            bed.Router.Report(new() { Model = model, Category = "GENERAL", SkillId = "skill", Latency = TimeSpan.FromMilliseconds(calls < 40 ? 10 : 650) });
        }

        Assert.InRange(calls, 41, 60);
    }

    [Fact]
    public void ASlowSkillDoesNotMakeAModelSlowForAQuickOne()
    {
        var bed = Bed.Of(Some.Model("a", "pa"), Some.Model("b", "pb"));
        for (var i = 0; i < 100; i++)
        {
            var slow = i % 2 == 0;
            bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "GENERAL", SkillId = slow ? "slow" : "skill", Latency = TimeSpan.FromMilliseconds(slow ? 9000 : 300) });
        }

        Assert.Equal("a", bed.Route(Some.Request()).Candidates[0].Model.Id);
    }

    [Fact]
    public void OnlyAndAvoidHoldForFallbacksAndPinsToo()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b"), Some.Model("c") with { Aliases = ["see"] });

        Assert.Equal(["b", "c"], bed.Route(Some.Request(Some.Skill(new() { OnlyModels = ["P/B", "see"] }))).Candidates.Select(static c => c.Model.Id));
        Assert.Equal(["a", "b"], bed.Route(Some.Request(Some.Skill(new() { AvoidedModels = ["see"] }))).Candidates.Select(static c => c.Model.Id));
        Assert.Empty(bed.Route(Some.Request(Some.Skill(new() { AvoidedModels = ["a"] }), pin: "a")).Candidates);
        Assert.Contains("Did you mean 'p/see'?", bed.Route(Some.Request(Some.Skill(new() { OnlyModels = ["p/seee"] }))).Explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ExplorationIsBoundedAndNeverForPinnedPreferredOrCarefulSkills()
    {
        static int Tried(ModelPreferences wish, string? pin, Action<RoutingOptions>? configure)
        {
            var bed = new Bed([Some.Model("known"), Some.Model("new", quality: 0.79)], [ScriptedClient.Answering("p")], configure);
            for (var i = 0; i < 50; i++)
            {
                bed.Statistics.Add("p", "known", "general", 0.9);
            }

            return Enumerable.Range(0, 110).Count(_ => bed.Route(Some.Request(Some.Skill(wish), pin: pin)).Candidates[0].Model.Id == "new");
        }

        Assert.Equal(10, Tried(new(), null, null));
        Assert.Equal(50, Tried(new(), null, static o => o.Learning.Exploration = 0.5));
        Assert.Equal(0, Tried(new(), null, static o => o.Learning.Exploration = 0));
        Assert.Equal(0, Tried(new() { Explore = false }, null, null));
        Assert.Equal(0, Tried(new(), "known", null));
        Assert.Equal(0, Tried(new() { PreferredModels = ["known"] }, null, null));
        Assert.Equal(2, Tried(new(), null, static o => o.Learning.ExplorationBudgetUsd = 0.005m));
    }

    [Fact]
    public void TheBudgetOfExplorationIsThatOfADay()
    {
        var time = new TestClock();
        var explorer = new Explorer(new() { ExplorationBudgetUsd = 1 }, time);

        Assert.Equal((true, false, true, false), (explorer.TrySpend(0.75), explorer.TrySpend(0.5), explorer.TrySpend(0.25), explorer.TrySpend(0.01)));

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((true, false), (explorer.TrySpend(1), explorer.TrySpend(0.01)));
    }

    [Fact]
    public async Task AWarningSaysThatAPreferredModelDidNotAnswerAndWhy()
    {
        await using var engine = SkillsEngine.Create(static b =>
        {
            b.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Embedded = false);
            b.AddModelClient(ScriptedClient.Answering("pa"), Some.Model("small", "pa", window: 10)).AddModelClient(ScriptedClient.Answering("pb"), Some.Model("large", "pb"));
        });

        var result = await engine.ExecuteAsync(Some.Skill(new() { PreferredModels = ["small"] }), cancellationToken: Cancel);
        var typo = await engine.ExecuteAsync(Some.Skill(new() { PreferredModels = ["larg"], PreferredProviders = ["pbb"] }), cancellationToken: Cancel);
        var fine = await engine.ExecuteAsync(Some.Skill(new() { PreferredModels = ["small", "large"] }), cancellationToken: Cancel);

        Assert.StartsWith("The preferred model 'small' did not answer: it takes 10 tokens", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Contains("The skill names the model 'larg', which the catalog does not know. Did you mean 'large'?", typo.Warnings);
        Assert.Contains(typo.Warnings, static w => w.StartsWith("The skill names the provider 'pbb'", StringComparison.Ordinal));
        Assert.Empty(fine.Warnings);
    }
}
