using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class MoeRouterTests
{
    [Fact]
    public void TheBestScoreComesFirstAndTheOthersAreFallbacks()
    {
        var route = Bed.Of(Some.Model("poor", quality: 0.2), Some.Model("good", quality: 0.9), Some.Model("fair", quality: 0.6)).Route(Some.Request());

        Assert.Equal(["good", "fair", "poor"], route.Candidates.Select(static c => c.Model.Id));
    }

    [Fact]
    public void PreferredModelsComeFirstInTheirOrderEvenWhenOthersScoreHigher()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b", quality: 0.1), Some.Model("c", quality: 0.2) with { Aliases = ["see"] });

        var route = bed.Route(Some.Request(Some.Skill(new() { PreferredModels = ["SEE", "p/b"] })));

        Assert.Equal(["c", "b", "a"], route.Candidates.Select(static c => c.Model.Id));
    }

    [Fact]
    public void APreferredModelThatFailsAFilterIsNotUsed()
    {
        var bed = Bed.Of(Some.Model("small", window: 100), Some.Model("large"));

        var route = bed.Route(Some.Request(Some.Skill(new() { PreferredModels = ["small"] })));

        Assert.Equal(["large"], route.Candidates.Select(static c => c.Model.Id));
    }

    public static TheoryData<string, ModelDefinition, ModelPreferences> Filters { get; } = new()
    {
        { "enabled", Some.Model("x") with { Enabled = false }, new() },
        { "key", Some.Model("x", "keyless"), new() },
        { "capabilities", Some.Model("x"), new() { Require = ModelCapabilities.Vision } },
        { "context_window", Some.Model("x", window: 1400), new() },
        { "context_window", Some.Model("x") with { MaxInputTokens = 999 }, new() },
        { "provider", Some.Model("x"), new() { Providers = ["other"] } },
        { "tags", Some.Model("x") with { Tags = ["fast"] }, new() { Tags = ["fast", "eu"] } },
        { "region", Some.Model("x") with { Region = "us" }, new() { Regions = ["eu"] } },
        { "region", Some.Model("x"), new() { Regions = ["eu"] } },
        { "quality", Some.Model("x", quality: 0.69), new() { MinQuality = 0.7 } },
        { "cost", Some.Model("x", input: 1, output: 2), new() { MaxCost = 0.0019m } },
        { "cost", Some.Model("x", input: null), new() { MaxCost = 100 } },
        { "latency", Some.Model("x") with { LatencyP95 = TimeSpan.FromSeconds(3) }, new() { MaxLatency = TimeSpan.FromSeconds(2) } },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void AModelThatLacksWhatIsWantedIsDroppedAndTheSentenceNamesIt(string filter, ModelDefinition model, ModelPreferences wish)
    {
        var bed = new Bed([model], [ScriptedClient.Answering("p"), new ScriptedClient("keyless", static (_, _) => throw new NotSupportedException()) { Provider = new("keyless", "Set KEYLESS_KEY.") }]);

        var route = bed.Route(Some.Request(Some.Skill(wish)));

        Assert.Empty(route.Candidates);
        var explained = Assert.Single(route.Explanation.Candidates);
        Assert.Equal(filter, explained.DroppedBy);
        Assert.StartsWith(filter == "key" ? "No model fits: no provider can be called. keyless: Set KEYLESS_KEY." : "No model fits. Nearest is x", route.Explanation.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.002, true)]
    [InlineData(0.0019999, false)]
    public void TheCostCeilingHoldsToTheLastDigit(double ceiling, bool fits)
    {
        var route = Bed.Of(Some.Model("x", input: 1, output: 2)).Route(Some.Request(Some.Skill(new() { MaxCost = (decimal)ceiling })));

        Assert.Equal(fits, route.Candidates.Count == 1);
    }

    [Fact]
    public void WhatComesNearestLacksLeast()
    {
        var bed = Bed.Of(
            Some.Model("far", quality: 0.99, window: 10) with { Enabled = false },
            Some.Model("near", quality: 0.1));

        var route = bed.Route(Some.Request(Some.Skill(new() { Require = ModelCapabilities.Vision })));

        Assert.Equal("No model fits. Nearest is near (p): it lacks Vision.", route.Explanation.Summary);
    }

    [Fact]
    public void AMissingKeyIsNamedByItsSentence()
    {
        var client = ScriptedClient.Answering("p");
        client.Provider = new("p", "Set P_API_KEY.");

        var route = new Bed([Some.Model("x")], [client]).Route(Some.Request());

        Assert.Contains("Set P_API_KEY", route.Explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyCatalogSaysSo() => Assert.Contains("catalog is empty", new Bed([], []).Route(Some.Request()).Explanation.Summary, StringComparison.Ordinal);

    [Fact]
    public void APinAllowsNoOtherModel()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b", quality: 0.1));

        Assert.Equal(["b"], bed.Route(Some.Request(pin: "B")).Candidates.Select(static c => c.Model.Id));
        Assert.Contains("'nowhere'", bed.Route(Some.Request(pin: "nowhere")).Explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void APinOverridesJudgementsButNotLimits()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.1));

        Assert.Single(bed.Route(Some.Request(Some.Skill(new() { MinQuality = 0.9 }), pin: "a")).Candidates);
        Assert.Empty(bed.Route(Some.Request(Some.Skill(new() { MaxCost = 0.0001m }), pin: "a")).Candidates);
    }

    [Fact]
    public void TheTermsAddUpToTheScore()
    {
        var route = Bed.Of(Some.Model("a") with { LatencyP50 = TimeSpan.FromSeconds(1) }, Some.Model("b", input: 0, output: 0)).Route(Some.Request());

        Assert.All(route.Explanation.Candidates, static c => Assert.Equal(c.Score, c.Terms.Values.Sum(), 12));
        Assert.Equal(route.Candidates[0].Score, route.Explanation.Candidates.Max(static c => c.Score), 12);
        Assert.Equal(DateOnly.FromDateTime(new(2026, 11, 22)), route.Explanation.PricesOn);
    }

    [Fact]
    public void WithoutExplanationTheSummaryStays()
    {
        var bed = new Bed([Some.Model("a")], [ScriptedClient.Answering("p")], static o => o.Explain = false);

        var route = bed.Route(Some.Request());

        Assert.Empty(route.Explanation.Candidates);
        Assert.StartsWith("a (p), the best score", route.Explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void PricesOfTheDayDecide()
    {
        var day = new DateOnly(2026, 11, 23);
        var rising = Some.Model("rising") with { Prices = [new() { Input = 0, Output = 0 }, new() { EffectiveFrom = day, Input = 500, Output = 500 }] };
        var bed = Bed.Of(rising, Some.Model("steady", input: 1, output: 1));

        Assert.Equal("rising", bed.Route(Some.Request()).Candidates[0].Model.Id);
        bed.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("steady", bed.Route(Some.Request()).Candidates[0].Model.Id);
    }

    [Fact]
    public void WeightsOfTheSkillDecide()
    {
        var bed = Bed.Of(Some.Model("good", quality: 0.9, input: 50, output: 50), Some.Model("cheap", quality: 0.5, input: 0, output: 0));

        Assert.Equal("good", bed.Route(Some.Request(Some.Skill(new() { Weights = new(Quality: 10, Cost: 0) }))).Candidates[0].Model.Id);
        Assert.Equal("cheap", bed.Route(Some.Request(Some.Skill(new() { Weights = new(Quality: 0, Cost: 10) }))).Candidates[0].Model.Id);
    }

    [Fact]
    public void AnOpenCircuitTakesAModelOutUntilItMayBeProbed()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b", quality: 0.1));
        for (var i = 0; i < 5; i++)
        {
            bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "GENERAL", Error = ModelErrorKind.ServerError });
        }

        var route = bed.Route(Some.Request());
        Assert.Equal(["b"], route.Candidates.Select(static c => c.Model.Id));
        Assert.Contains(route.Explanation.Candidates, static c => c is { Model: "a", DroppedBy: "circuit" });

        bed.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a", bed.Route(Some.Request()).Candidates[0].Model.Id);
    }

    [Fact]
    public void AnExplanationReadLateSaysWhatWasTrueWhenTheChoiceWasMade()
    {
        var bed = Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b", quality: 0.1), Some.Model("dear", input: 900, output: 900));
        var (read, late) = (bed, Bed.Of(Some.Model("a", quality: 0.9), Some.Model("b", quality: 0.1), Some.Model("dear", input: 900, output: 900)));
        var explained = new List<string>();
        foreach (var each in (Bed[])[read, late])
        {
            for (var i = 0; i < 5; i++)
            {
                each.Router.Report(new() { Model = each.Options.Models[0], Category = "GENERAL", Error = ModelErrorKind.ServerError });
            }

            var explanation = each.Route(Some.Request(Some.Skill(new() { MaxCost = 0.1m }))).Explanation;
            if (each == late)
            {
                each.Router.Report(new() { Model = each.Options.Models[1], Category = "GENERAL", Latency = TimeSpan.FromSeconds(9) });
                each.Time.Advance(TimeSpan.FromHours(1));
            }

            explained.Add(explanation.ToString());
        }

        Assert.Equal(explained[0], explained[1]);
        Assert.Contains("dropped by circuit", explained[0], StringComparison.Ordinal);
        Assert.Contains("dropped by cost", explained[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WhenEverythingRestsTheCandidatesStaySoThatTheInvokerMayWait()
    {
        var bed = Bed.Of(Some.Model("a"));
        bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "GENERAL", Error = ModelErrorKind.RateLimit, RetryAfter = TimeSpan.FromSeconds(9) });

        var route = bed.Route(Some.Request());

        Assert.Equal("a", Assert.Single(route.Candidates).Model.Id);
        Assert.Contains("cools down for another 9 s", route.Explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FallbacksComeFromOtherProvidersFirst()
    {
        var bed = Bed.Of(Some.Model("a1", "a", 0.9), Some.Model("a2", "a", 0.88), Some.Model("b1", "b", 0.86), Some.Model("a3", "a", 0.85));

        Assert.Equal(["a1", "b1", "a2", "a3"], bed.Route(Some.Request()).Candidates.Select(static c => c.Model.Id));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-3)]
    public void AQualityThatIsNoneIsNothingAndOrdersTheRestAllTheSame(double quality)
    {
        var bed = Bed.Of([Some.Model("odd", quality: quality), .. Enumerable.Range(0, 30).Select(static i => Some.Model($"m{i}", quality: i / 30.0))]);

        var route = bed.Route(Some.Request());

        Assert.Equal("m29", route.Candidates[0].Model.Id);
        Assert.All(route.Explanation.Candidates, static c => Assert.True(double.IsFinite(c.Score)));
        Assert.DoesNotContain(bed.Route(Some.Request(Some.Skill(new() { MinQuality = 0.1 }))).Candidates, static c => c.Model.Id == "odd");
    }

    [Fact]
    public void TheSameSeedDrawsTheSame()
    {
        static List<string> Choices()
        {
            var bed = new Bed([.. Enumerable.Range(0, 6).Select(static i => Some.Model($"m{i}"))], [ScriptedClient.Answering("p")], static o => o.Learning.Exploration = 0.5);
            bed.Statistics.Add("p", "m0", "general", 1);
            return [.. Enumerable.Range(0, 50).Select(_ => bed.Route(Some.Request()).Candidates[0].Model.Id)];
        }

        var first = Choices();
        Assert.Equal(first, Choices());
        Assert.True(first.Distinct().Count() > 1);
    }

    [Fact]
    public void ABusyModelSharesWithOnesAsGood()
    {
        var bed = Bed.Of(Some.Model("a"), Some.Model("b"), Some.Model("c"));
        for (var i = 0; i < 30; i++)
        {
            var chosen = bed.Route(Some.Request()).Candidates[0].Model;
            Assert.NotNull(bed.Deployments.TryEnter(chosen, default));
        }

        Assert.All(bed.Options.Models, m => Assert.InRange(bed.Deployments.Of(m).InFlight, 5, 15));
    }

    [Fact]
    public void DiversityTurnsToAVendorNotChosenLately()
    {
        var bed = Bed.Of(Some.Model("a", "pa", 0.9), Some.Model("b", "pb", 0.85));
        var request = Some.Request(Some.Skill(new() { Weights = new(Diversity: 5) }));

        Assert.Equal(["a", "b"], new[] { bed.Route(request).Candidates[0].Model.Id, bed.Route(request).Candidates[0].Model.Id });
    }

    [Fact]
    public void DiversityTurnsToEachVendorBeforeOneComesAgain()
    {
        var bed = Bed.Of(Some.Model("a", "pa", 0.9), Some.Model("b", "pb", 0.89), Some.Model("c", "pc", 0.88));
        var request = Some.Request(Some.Skill(new() { Weights = new(Diversity: 5) }));

        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, 3).Select(_ => bed.Route(request).Candidates[0].Model.Id));
    }

    [Fact]
    public void AnInvalidOutputTeachesTheTaskOnly()
    {
        var bed = Bed.Of(Some.Model("a"), Some.Model("b"));
        for (var i = 0; i < 40; i++)
        {
            bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "Review", OutputValid = false });
            bed.Router.Report(new() { Model = bed.Options.Models[1], Category = "REVIEW", OutputValid = true });
        }

        Assert.Equal("b", bed.Route(Some.Request(Some.Skill(category: "review"))).Candidates[0].Model.Id);
        Assert.Equal("a", bed.Route(Some.Request(Some.Skill(category: "other"))).Candidates[0].Model.Id);
    }
}
