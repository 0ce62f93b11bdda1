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
}
