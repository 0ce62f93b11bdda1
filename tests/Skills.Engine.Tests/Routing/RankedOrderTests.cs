using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Which model a ladder starts with.</summary>
public sealed class RankedOrderTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, new[] { 1, 0, 2 })]
    [InlineData(new[] { 2.0, 1.0, 1.0 }, new[] { 1, 0, 2 })]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { double.NaN, 2.0, 1.0 }, new[] { 2, 0, 1 })]
    [InlineData(new[] { double.NaN, double.NaN, 1.0 }, new[] { 2, 0, 1 })]
    [InlineData(new[] { 1.0, double.NaN, 1.0 }, new[] { 0, 1, 2 })]
    public void TheCheapestComesFirstAndOfEquallyCheapOnesTheBest(double[] costs, int[] order)
    {
        var ranked = Enumerable.Range(0, costs.Length).Select(static i => new Ranked(i, RouterWish.Unpreferred, 1 - (i * 0.1))).ToArray();
        var looked = costs.Select(static cost => new Looked(RouterFilter.None, cost, default)).ToArray();

        RankedOrder.CheapestFirst(ranked, looked);

        Assert.Equal(order, ranked.Select(static r => r.Index));
    }
}
