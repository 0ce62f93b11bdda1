using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>What of a model a decision reads.</summary>
public sealed class RouterEntryTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 100)]
    [InlineData(199_999, 4000)]
    [InlineData(200_000, 4000)]
    [InlineData(200_001, 4000)]
    [InlineData(500_000, 0)]
    public void TheCostToRankByIsTheExactCost(int input, int output)
    {
        var model = Some.Model("m") with { Prices = [new() { Input = 3, Output = 15, LongContextFrom = 200_000, LongContextInput = 6, LongContextOutput = 22.5m }] };
        var entry = new RouterEntry(model, new(new(), new()), 0, model.PriceOn(Day), Day);

        Assert.Equal((double)entry.ExactCostOf(input, output)!, entry.CostOf(input, output), 9);
        Assert.Equal((input > 200_000 ? (input * 6) + (output * 22.5) : (input * 3) + (output * 15)) / 1e6, entry.CostOf(input, output), 9);
    }

    [Fact]
    public void WithoutAPriceTheCostIsNotKnown()
    {
        var model = Some.Model("m", input: null);
        var entry = new RouterEntry(model, new(new(), new()), 0, model.PriceOn(Day), Day);

        Assert.False(entry.HasPrice);
        Assert.True(double.IsNaN(entry.CostOf(10, 10)));
        Assert.Null(entry.ExactCostOf(10, 10));
    }

    [Theory]
    [InlineData(0.5, 0.5, 0)]
    [InlineData(0, 0, -4.5951)]
    [InlineData(1, 1, 4.5951)]
    [InlineData(1.5, 1, 4.5951)]
    [InlineData(-1, 0, -4.5951)]
    [InlineData(0.8, 0.8, 1.3863)]
    public void QualityIsBetweenZeroAndOneAndItsLogOddsAreBounded(double catalog, double quality, double ability)
    {
        var entry = new RouterEntry(Some.Model("m", quality: catalog), new(new(), new()), 0, null, Day);

        Assert.Equal((quality, ability), (entry.Quality, Math.Round(entry.Ability, 4)));
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(300, null, 300)]
    [InlineData(null, 900, 900)]
    [InlineData(300, 900, 900)]
    public void TheCatalogsSlowLatencyComesBeforeItsMedian(int? median, int? slow, double bound)
    {
        var model = Some.Model("m") with
        {
            LatencyP50 = median is { } p50 ? TimeSpan.FromMilliseconds(p50) : null,
            LatencyP95 = slow is { } p95 ? TimeSpan.FromMilliseconds(p95) : null,
        };

        Assert.Equal(bound, new RouterEntry(model, new(new(), new()), 0, null, Day).LatencyBoundMs(0));
    }
}
