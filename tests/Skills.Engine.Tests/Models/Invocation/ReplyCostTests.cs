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
}
