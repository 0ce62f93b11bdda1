namespace Skills.Engine.Tests.Models;

public sealed class CostCalculatorTests
{
    private static readonly DateOnly Day = new(2026, 8, 21);

    private static readonly ModelDefinition Model = new()
    {
        Id = "m",
        Provider = "p",
        Prices =
        [
            new() { Input = 3, Output = 15, CacheRead = 0.3m, CacheWrite5m = 3.75m, CacheWrite1h = 6, BatchInput = 1.5m, BatchOutput = 7.5m, LongContextFrom = 200_000, LongContextInput = 6, LongContextOutput = 22.5m },
            new() { EffectiveFrom = new(2026, 9, 1), Input = 1, Output = 2 },
        ],
    };

    [Fact]
    public void EveryPartHasItsPrice()
    {
        var usage = new TokenUsage { InputUncached = 1000, CacheRead = 2000, CacheWrite5m = 100, CacheWrite1h = 10, OutputVisible = 50, Reasoning = 150 };
        Assert.Equal(new Cost((1000 * 3m + 2000 * 0.3m + 100 * 3.75m + 10 * 6m + 200 * 15m) / 1_000_000m, CostKind.Exact), CostCalculator.CostOf(Model, usage, Day));
    }

    [Theory]
    [InlineData(200_000, "0.6")]
    [InlineData(200_001, "1.200006")]
    public void ALongCallIsBilledWholeAtTheLongPrice(long input, string usd) =>
        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), CostCalculator.CostOf(Model, new() { InputUncached = input, OutputVisible = 0 }, Day).Usd);

    [Fact]
    public void CachePartsMoveWithTheInputPrice()
    {
        var usage = new TokenUsage { InputUncached = 0, CacheRead = 300_000, OutputVisible = 10 };
        Assert.Equal((300_000 * 0.6m + 10 * 22.5m) / 1_000_000m, CostCalculator.CostOf(Model, usage, Day).Usd);
    }

    [Fact]
    public void ABatchIsBilledAtItsOwnRate() =>
        Assert.Equal((1000 * 1.5m + 100 * 7.5m) / 1_000_000m, CostCalculator.CostOf(Model, new() { InputUncached = 1000, OutputVisible = 100 }, Day, batch: true).Usd);

    [Fact]
    public void ThePriceOfTheDayCounts() =>
        Assert.Equal(3m, CostCalculator.CostOf(Model, new() { InputUncached = 1_000_000, OutputVisible = 1_000_000 }, new(2026, 9, 1)).Usd);

    [Fact]
    public void EachKindOfTokensIsBilledWithoutTheOthers()
    {
        const long Million = 1_000_000;
        var model = Model with { Prices = [new() { Input = 1, Output = 2, CacheRead = 3, CacheWrite5m = 4, CacheWrite1h = 5, Reasoning = 6, AudioInput = 7, AudioOutput = 8, ImageOutput = 9 }] };
        TokenUsage[] kinds =
        [
            new() { InputUncached = Million }, new() { OutputVisible = Million }, new() { CacheRead = Million }, new() { CacheWrite5m = Million }, new() { CacheWrite1h = Million },
            new() { Reasoning = Million }, new() { InputUncached = Million, InputAudio = Million }, new() { OutputVisible = Million, OutputAudio = Million }, new() { OutputVisible = Million, OutputImage = Million },
        ];

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], kinds.Select(usage => CostCalculator.CostOf(model, usage, Day).Usd));
        Assert.Equal([0, null, -2, -3, -4, null, 0, null, null], kinds.Select(usage => CostCalculator.PromptCacheSaving(model, usage, Day)));
    }

    [Fact]
    public void WhatIsNotKnownIsNeverZero()
    {
        Assert.Equal(Cost.Unknown, CostCalculator.CostOf(Model, null, Day));
        Assert.Equal(Cost.Unknown, CostCalculator.CostOf(Model, new(), Day));
        Assert.Equal(Cost.Unknown, CostCalculator.CostOf(Model with { Prices = [] }, new() { InputUncached = 1, OutputVisible = 1 }, Day));
        Assert.Equal(new Cost(0.003m, CostKind.AtLeast), CostCalculator.CostOf(Model, new() { InputUncached = 1000 }, Day));
        Assert.Equal(new Cost(0.0033m, CostKind.Estimated), CostCalculator.Estimate(Model, 1000, 20, Day));
        Assert.Equal(Cost.Unknown, CostCalculator.Estimate(Model with { Prices = [] }, 1000, 20, Day));
    }

    [Fact]
    public void APartWithoutAPriceIsPlainInput()
    {
        var plain = Model with { Prices = [new() { Input = 2, Output = 8 }] };
        Assert.Equal(0.006m, CostCalculator.CostOf(plain, new() { InputUncached = 1000, CacheRead = 1000, CacheWrite1h = 1000, OutputVisible = 0 }, Day).Usd);
    }

    [Theory]
    [InlineData(10, "0.4")]
    [InlineData(11, "1.22")]
    public void AFreeStartDoesNotMakeALongCallFree(long thousands, string usd)
    {
        var price = new ModelPrice { Input = 0, Output = 8, CacheRead = 0, LongContextFrom = 10_000, LongContextInput = 20, LongContextOutput = 20 };
        var usage = new TokenUsage { InputUncached = thousands * 500, CacheRead = thousands * 500, OutputVisible = 50_000 };

        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), CostCalculator.CostOf(Model with { Prices = [price] }, usage, Day).Usd);
    }
}
