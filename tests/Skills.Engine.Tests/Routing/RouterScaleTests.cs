using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The weighted terms of a score.</summary>
public sealed class RouterScaleTests
{
    // Powers of two, so that each term shows whose weight it has.
    private static readonly RoutingWeights Weights = new(Quality: 1, Cost: 2, Latency: 4, Health: 8, Learned: 16, Task: 32, Diversity: 64, Vendor: 128);

    [Fact]
    public void EachTermHasItsShareOfTheWeights()
    {
        var terms = Scale().TermsOf(Entry("openai"), Seen() with { Quality = 0.5f, Success = 0.25f, Learned = 0.125f });

        Assert.Equal(new(0.5 / 255, 0, 4 / 255.0, 2 / 255.0, 2 / 255.0, 32 / 255.0, 64 / 255.0, 128 / 255.0), terms);
        Assert.Equal(232.5 / 255, terms.Sum, 9);
        Assert.Equal(["quality", "cost", "latency", "health", "learned", "task", "diversity", "vendor"], terms.ToDictionary().Keys);
        Assert.Equal(terms.ToDictionary().Values.Sum(), terms.Sum, 9);
    }

    [Fact]
    public void WhatAModelDoesNotHaveIsZero()
    {
        var terms = Scale().TermsOf(Entry("other"), Seen() with { Index = 1, IsFresh = false });

        Assert.Equal((0, 0, 0), (terms.Task, terms.Diversity, terms.Vendor));
    }

    [Theory]
    [InlineData(double.NaN, 1, false, 0)]
    [InlineData(0, 1, true, 1)]
    [InlineData(0.01, 1, false, 1)]
    [InlineData(0.1, 1, false, 0.5)]
    [InlineData(1, 1, false, 0)]
    [InlineData(10, 1, false, -0.5)]
    [InlineData(0.05, 0.5, false, 0.5)]
    [InlineData(0.01, 1, true, 0.75)]
    [InlineData(0.1, 1, true, 0.375)]
    [InlineData(0.001, 0, false, 0.65051)]
    public void ATenfoldCostOfAGoodAnswerTakesHalfOfTheTerm(double cost, double quality, bool anyFree, double term)
    {
        var scale = Scale() with { AnyFree = anyFree };

        Assert.Equal(term * 2 / 255, scale.TermsOf(Entry("openai"), Seen() with { CostUsd = (float)cost, Quality = (float)quality }).Cost, 5);
    }

    [Theory]
    [InlineData(0, 200, 400, 1)]
    [InlineData(100, 200, 400, 0.5)]
    [InlineData(100, 50, 400, 1)]
    [InlineData(100, 100, 400, 1)]
    [InlineData(100, 0, 400, 0.16667)]
    public void LatencyIsComparedWithTheFastest(double fastest, double latency, double usual, double term)
    {
        var scale = Scale() with { FastestMs = fastest, UsualMs = usual };

        Assert.Equal(term * 4 / 255, scale.TermsOf(Entry("openai"), Seen() with { LatencyMs = (float)latency }).Latency, 5);
    }

    [Fact]
    public void AModelThatWasNeverMeasuredCountsHalfSlowerThanUsual()
    {
        Assert.Equal(300, RouterScale.ComparedMs(0, 200));
        Assert.Equal(500, RouterScale.ComparedMs(500, 200));
    }

    [Fact]
    public void DoubtIsTwoDeviationsOfWhatIsLearned() => Assert.Equal(17 * 2 * 0.1 / 255, Scale().DoubtOf(0.1), 9);

    [Theory]
    [InlineData(0.1, 0.01, 0.5)]
    [InlineData(1, 0.1, 0.5)]
    [InlineData(0.1, 0.001, 0.5)]
    [InlineData(0.1, 0.1, 0)]
    [InlineData(0.1, 0.2, 0)]
    public void TheGainOfALowerCostIsBoundedByTheWholeTerm(double cost, double least, double gain) =>
        Assert.Equal(gain * 2 / 255, Scale().GainOf(cost, least, quality: 1), 5);

    private static RouterScale Scale() => new(Weights, new() { PreferredProviders = ["OpenAI"] }, [true, false]) { CheapestUsd = 0.01 };

    private static Observed Seen() => new(0, Quality: 1, LatencyMs: 0, Success: 1, Learned: 1, CostUsd: float.NaN, IsFresh: true);

    private static RouterEntry Entry(string provider) => new(Some.Model("m", provider), new(new(), new()), 0, null, default);
}
