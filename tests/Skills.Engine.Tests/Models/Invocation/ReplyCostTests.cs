namespace Skills.Engine.Models.Invocation;

public sealed class ReplyCostTests
{
    private static readonly ModelDefinition Model = new() { Id = "m", Provider = "p", Prices = [new() { Input = 1, Output = 1 }] };

    [Theory]
    [InlineData(null, CostKind.Exact)]
    [InlineData("", CostKind.Exact)]
    [InlineData("default", CostKind.Exact)]
    [InlineData("standard", CostKind.Exact)]
    [InlineData("priority", CostKind.AtLeast)]
    [InlineData("fast", CostKind.AtLeast)]
    [InlineData("auto", CostKind.Estimated)]
    [InlineData("flex", CostKind.Estimated)]
    [InlineData("a tier of next year", CostKind.Estimated)]
    public void OnlyATierWhosePriceIsKnownIsExact(string? tier, CostKind kind)
    {
        var reply = new ModelReply { Text = "", Usage = new() { InputUncached = 10, OutputVisible = 5 }, ServiceTier = tier };

        Assert.Equal(kind, ReplyCost.Of(Model, reply, new(2026, 8, 21)).Kind);
    }

    [Theory]
    [InlineData("flex", 500_000, CostKind.Exact)]
    [InlineData("priority", 2_000_000, CostKind.Exact)]
    [InlineData("batch", 500_000, CostKind.Exact)]
    [InlineData("default", 1_000_000, CostKind.Exact)]
    [InlineData("fast", 1_000_000, CostKind.AtLeast)]
    public void ATierWithItsOwnPricesIsBilledByThem(string tier, int millionths, CostKind kind)
    {
        var model = Model with { Prices = [new() { Input = 1, Output = 1, FlexInput = 0.5m, FlexOutput = 0.5m, BatchInput = 0.5m, BatchOutput = 0.5m, PriorityInput = 2, PriorityOutput = 2 }] };
        var reply = new ModelReply { Text = "", Usage = new() { InputUncached = 600_000, OutputVisible = 400_000 }, ServiceTier = tier };

        Assert.Equal(new Cost(millionths / 1_000_000m, kind), ReplyCost.Of(model, reply, Day));
    }

    [Theory]
    [InlineData(null, 5, 0, CostKind.AtLeast)]
    [InlineData(10, 5, 0.05, CostKind.Exact)]
    [InlineData(10, 0, 0, CostKind.Exact)]
    [InlineData(null, 0, 0, CostKind.Exact)]
    [InlineData(10, 1_000_000_000, 100, CostKind.Exact)]
    public void WebSearchesAreBilledOneByOne(int? perThousand, int searches, double fee, CostKind kind)
    {
        var model = Model with { Prices = [new() { Input = 1, Output = 1, WebSearch = perThousand }] };
        var reply = new ModelReply
        {
            Text = "",
            Usage = new() { InputUncached = 1_000_000, OutputVisible = 0 },
            WebSearches = searches,
            BilledBeside = searches > 0 ? [$"web_search_requests: {searches}"] : [],
        };

        Assert.Equal(new Cost(1 + (decimal)fee, kind), ReplyCost.Of(model, reply, Day));
    }

    [Fact]
    public void WhatIsBilledBesideSearchesLeavesALowerBound()
    {
        var model = Model with { Prices = [new() { Input = 1, Output = 1, WebSearch = 10 }] };
        var reply = new ModelReply { Text = "", Usage = new() { InputUncached = 1_000_000, OutputVisible = 0 }, WebSearches = 5, BilledBeside = ["web_search_requests: 5", "iterations: 7 tokens"] };

        Assert.Equal(new Cost(1.05m, CostKind.AtLeast), ReplyCost.Of(model, reply, Day));
    }

    [Theory]
    [InlineData(true, true, 0.5, CostKind.Exact)]
    [InlineData(false, true, 0.000015, CostKind.Exact)]
    [InlineData(false, false, 0.5, CostKind.Estimated)]
    public void AChargeIsExactOnlyWhereItIsInUsd(bool inUsd, bool priced, double usd, CostKind kind)
    {
        var reply = new ModelReply { Text = "", Usage = new() { InputUncached = 10, OutputVisible = 5 }, ChargedUsd = 0.5m, ChargeIsInUsd = inUsd };

        Assert.Equal(new Cost((decimal)usd, kind), ReplyCost.Of(priced ? Model : Model with { Prices = [] }, reply, Day));
    }

    [Theory]
    [InlineData(null, null, 1, CostKind.AtLeast)]
    [InlineData(3, null, 1.6, CostKind.AtLeast)]
    [InlineData(3, 6, 2.1, CostKind.Exact)]
    public void AudioHasAPriceOfItsOwnOrLeavesALowerBound(int? input, int? output, double usd, CostKind kind)
    {
        var model = Model with { Prices = [new() { Input = 1, Output = 1, AudioInput = input, AudioOutput = output }] };
        var usage = new TokenUsage { InputUncached = 600_000, InputAudio = 300_000, OutputVisible = 400_000, OutputAudio = 100_000 };

        Assert.Equal(new Cost((decimal)usd, kind), CostCalculator.CostOf(model, usage, Day));
    }

    [Fact]
    public void ReasoningAndImagesHavePricesOfTheirOwn()
    {
        var model = Model with { Prices = [new() { Input = 1, Output = 1, Reasoning = 2, ImageOutput = 10 }] };
        var usage = new TokenUsage { InputUncached = 0, OutputVisible = 1_000_000, OutputImage = 500_000, Reasoning = 1_000_000 };

        Assert.Equal(new Cost(7.5m, CostKind.Exact), CostCalculator.CostOf(model, usage, Day));
        Assert.Equal(2m, CostCalculator.WorstCase(model, 0, 1_000_000, Day, writesCache: false).Usd);
    }

    [Fact]
    public void AudioThatIsMoreThanTheWholeIsNotBelieved()
    {
        var reply = new ModelReply { Text = "", Usage = new() { InputUncached = 10, InputAudio = 11, OutputVisible = 5 } };

        Assert.Null(UsageSanity.Of(reply).Usage);
    }

    private static DateOnly Day => new(2026, 8, 21);
}
