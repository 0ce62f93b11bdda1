using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Stores;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.000000000001", 1)]
    [InlineData("0.0000000000001", 1)]
    [InlineData("0.0000000000011", 2)]
    [InlineData("1", 1_000_000_000_000)]
    [InlineData("-1", 0)]
    [InlineData("9000000", 9_000_000_000_000_000_000)]
    [InlineData("9000001", 9_000_000_000_000_000_000)]
    public void AnAmountIsRoundedUpAndBounded(string usd, long picos) =>
        Assert.Equal(picos, Money.Of(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, CostKind.Exact, CostKind.Exact)]
    [InlineData(5, CostKind.Estimated, CostKind.Estimated)]
    [InlineData(5, CostKind.AtLeast, CostKind.AtLeast)]
    [InlineData(5, CostKind.Unknown, CostKind.AtLeast)]
    [InlineData(0, CostKind.AtLeast, CostKind.AtLeast)]
    public void AKnownPartOfAnUnknownCostIsALowerBound(long picos, CostKind kind, CostKind expected) =>
        Assert.Equal(new Cost(Money.Usd(picos), expected), Money.Cost(picos, kind));

    [Fact]
    public void NothingKnownOfAnUnknownCostIsUnknown() => Assert.Equal(Cost.Unknown, Money.Cost(0, CostKind.Unknown));
}
