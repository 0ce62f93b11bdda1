using CsCheck;
using Skills.Engine.Composition;

namespace Skills.Engine.Tests.Composition;

/// <summary>The money that the executions of a composition share: what may have been spent never exceeds the bound.</summary>
public sealed class CompositionBudgetTests
{
    private static readonly Gen<CostKind> Kind = Gen.Int[0, 3].Select(static i => (CostKind)i);

    private static readonly Gen<(decimal? Wanted, int Sharers, CostKind Kind, int Percent, bool EndsLater)[]> Executions =
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 6], Kind, Gen.Int[0, 100], Gen.Bool)
            .Select(static e => ((decimal?)(e.Item1 == 0 ? null : e.Item1 / 100m), e.Item2, e.Item3, e.Item4, e.Item5))
            .Array[1, 40];

    [Theory]
    [InlineData(0.2, CostKind.Exact, 0.8)]
    [InlineData(0.2, CostKind.Estimated, 0.8)]
    [InlineData(0.2, CostKind.AtLeast, 0.5)]
    [InlineData(0.0, CostKind.AtLeast, 0.5)]
    [InlineData(null, CostKind.Unknown, 0.5)]
    [InlineData(0.7, CostKind.Exact, 0.3)]
    public void OnlyWhatIsKnownToBeUnspentComesBack(double? spent, CostKind kind, double free)
    {
        var budget = new CompositionBudget(1m);
        Assert.True(budget.TryTake(0.5m, 1, out var part));

        budget.Settle(part, new((decimal?)spent, kind));

        Assert.True(budget.TryTake(null, 1, out var rest));
        Assert.Equal((decimal)free, rest);
    }

    [Fact]
    public void NothingIsLeftWhenAllMayHaveBeenSpent()
    {
        var budget = new CompositionBudget(0.5m);
        Assert.True(budget.TryTake(null, 1, out var part));
        budget.Settle(part, new(0.01m, CostKind.AtLeast));

        Assert.False(budget.TryTake(null, 1, out _));
        Assert.False(budget.TryTake(0.01m, 1, out _));
    }

    [Fact]
    public void WithoutABoundEachHasItsOwn()
    {
        var budget = new CompositionBudget(null);

        Assert.True(budget.TryTake(0.3m, 5, out var part));
        Assert.Equal(0.3m, part);
        Assert.True(budget.TryTake(null, 5, out part));
        Assert.Null(part);
        budget.Settle(part, Cost.Unknown);
        Assert.True(budget.TryTake(7m, 1, out part));
        Assert.Equal(7m, part);
    }

    [Fact]
    public void WhatMayHaveBeenSpentNeverExceedsTheBound() => Executions.Sample(static executions =>
    {
        const decimal Max = 1m;
        var budget = new CompositionBudget(Max);
        var (spent, open) = (0m, new Queue<(decimal Part, Cost Cost)>());
        foreach (var (wanted, sharers, kind, percent, endsLater) in executions)
        {
            if (budget.TryTake(wanted, sharers, out var taken) && taken is { } part)
            {
                Assert.InRange(part, 0, wanted ?? Max);
                open.Enqueue((part, kind == CostKind.Unknown ? Cost.Unknown : new(part * percent / 100, kind)));
            }

            // The worst case of all that is open or unknown, and the rest as it is known.
            Assert.InRange(spent + open.Sum(static o => o.Part), 0, Max);
            while (!endsLater && open.TryDequeue(out var ended))
            {
                budget.Settle(ended.Part, ended.Cost);
                spent += ended.Cost is { Kind: CostKind.Exact or CostKind.Estimated, Usd: { } known } ? known : ended.Part;
            }
        }
    });
}
