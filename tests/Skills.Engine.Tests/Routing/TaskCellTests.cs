using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>What one process learned of a model, and what of it the others still have to be told.</summary>
public sealed class TaskCellTests
{
    private readonly TaskCell _cell = new(new LearningOptions(), forgets: false);

    [Fact]
    public void ACorrectionIsToldToo()
    {
        _cell.Add(0.75, 1, now: 0);
        Assert.Equal((0.75, 0.5625, 1.0), _cell.TakeUnsent());

        _cell.Correct(0.75, 0.25, now: 0);

        Assert.Equal((0.25, 0.0625, 1.0), _cell.Sums);
        Assert.Equal((-0.5, -0.5, 0.0), _cell.TakeUnsent());
        Assert.Equal((0.0, 0.0, 0.0), _cell.TakeUnsent());
    }

    [Fact]
    public void WhatTheOthersDoNotKnowYetIsAddedToWhatTheyDo()
    {
        _cell.Add(0.5, 1, now: 0);
        var (good, squares, weight) = _cell.TakeUnsent();
        _cell.PutBack(good, squares, weight);
        _cell.Add(1, 1, now: 0);

        _cell.Merge(2, 1.5, 3, now: 0);

        Assert.Equal((3.5, 2.75, 5.0), _cell.Sums);
        Assert.Equal((1.5, 1.25, 2.0), _cell.TakeUnsent());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(5, 2)]
    [InlineData(0, 4)]
    public void TheBeliefIsABetaDistributionFromThePrior(int good, int bad)
    {
        AddAll(_cell, good, bad);

        // Alpha begins at 4 times 0.8, beta at 4 times 0.2.
        var (alpha, beta) = (3.2 + good, 0.8 + bad);
        var sum = alpha + beta;
        Assert.Equal(alpha / sum, _cell.Mean, 9);
        Assert.Equal(Math.Sqrt(alpha * beta / (sum * sum * (sum + 1))), _cell.Deviation, 9);
        Assert.Equal(good + bad, _cell.Weight);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void TheMeanFromAnotherPriorIsThatOfACellThatBeganThere(double prior)
    {
        var other = new TaskCell(new LearningOptions { PriorQuality = prior }, forgets: false);
        foreach (var cell in (TaskCell[])[_cell, other])
        {
            AddAll(cell, good: 5, bad: 2);
        }

        Assert.Equal(other.Mean, _cell.MeanFrom(prior), 9);
        Assert.Equal(prior, new TaskCell(new LearningOptions(), forgets: false).MeanFrom(prior), 9);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public void HalfIsForgottenInAHalfLifeWhereACellForgets(bool forgets, double weight)
    {
        var options = new LearningOptions { MaxWeight = 1000 };
        var cell = new TaskCell(options, forgets);
        cell.Add(1, 3, now: 1);
        cell.Add(0, 1, now: 1);

        cell.Add(0, 0, now: 1 + options.HalfLife.Ticks);

        Assert.Equal(weight, cell.Weight, 9);
        Assert.Equal(weight * 0.75, cell.Sums.Good, 9);
        Assert.Equal(weight * 0.75, cell.Sums.Squares, 9);
    }

    [Fact]
    public void AClockThatGoesBackForgetsNothing()
    {
        var cell = new TaskCell(new LearningOptions(), forgets: true);
        cell.Add(1, 3, now: TimeSpan.TicksPerDay * 100);

        cell.Add(1, 1, now: 1);

        Assert.Equal(4, cell.Weight, 9);
    }

    [Fact]
    public void ACellThatForgetsHoldsNoMoreThanTheLargestWeight()
    {
        var cell = new TaskCell(new LearningOptions { MaxWeight = 10 }, forgets: true);

        cell.Merge(16, 12, 20, now: 1);
        Assert.Equal((8, 6, 10), cell.Sums);
        cell.Add(1, 4, now: 1);
        cell.Add(1, 0, now: 1);

        Assert.Equal(10, cell.Weight, 9);
        Assert.Equal(12 * 10.0 / 14, cell.Sums.Good, 9);
    }

    private static void AddAll(TaskCell cell, int good, int bad)
    {
        for (var i = 0; i < good + bad; i++)
        {
            cell.Add(i < good ? 1 : 0, 1, now: 0);
        }
    }
}
