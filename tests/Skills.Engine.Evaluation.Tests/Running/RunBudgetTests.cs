using Skills.Engine.Evaluation.Running;

namespace Skills.Engine.Evaluation.Tests.Running;

/// <summary>The money of a test run, to the last part of a cent.</summary>
public sealed class RunBudgetTests
{
    [Theory]
    [InlineData(0.6, true)]
    [InlineData(0.6000001, false)]
    public void RunsAtTheSameTimeReserveNoMoreThanThereIs(double second, bool fits)
    {
        var budget = new RunBudget(1);
        Assert.True(budget.Reserve(0.4m));

        Assert.Equal(fits, budget.Reserve((decimal)second));
        Assert.Equal(fits, budget.Exhausted is null);
    }

    [Fact]
    public void WhatARunDidNotCostIsFreeAgain()
    {
        var budget = new RunBudget(1);
        Assert.True(budget.Reserve(0.9m));
        budget.Book(0.9m, new(0.1m, CostKind.Exact));

        Assert.True(budget.Reserve(0.9m));
        Assert.Equal(new Cost(0.1m, CostKind.Exact), budget.Spent);
    }

    [Fact]
    public void ABudgetThatIsSpentExactlyHasNoRoomForARunThatMayBeFree()
    {
        var budget = new RunBudget(1);
        Assert.True(budget.Reserve(1));
        budget.Book(1, new(1, CostKind.Exact));

        Assert.False(budget.Reserve(0));
        Assert.NotNull(budget.Exhausted);
    }

    [Fact]
    public void AnUnknownCostEndsARunWithABudgetAndNoOther()
    {
        var (bounded, free) = (new RunBudget(1), new RunBudget(null));
        foreach (var budget in new[] { bounded, free })
        {
            Assert.True(budget.Reserve(0.1m));
            budget.Book(0.1m, Cost.Unknown);
        }

        Assert.Contains("unknown cost", bounded.Exhausted, StringComparison.Ordinal);
        Assert.False(bounded.Reserve(0));
        Assert.True(free.Reserve(1_000_000));
    }

    [Fact]
    public void ARunThatBrokeOffLeavesALowerBound()
    {
        var budget = new RunBudget(1);
        Assert.True(budget.Reserve(0.5m));

        budget.Book(0.5m, new(0, CostKind.AtLeast));

        Assert.Equal(CostKind.AtLeast, budget.Spent.Kind);
        Assert.True(budget.Reserve(1));
    }
}
