using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>How many times slower than usual a model answers.</summary>
public sealed class SlowdownTests
{
    private const long Now = 1_000_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1.3797)]
    [InlineData(0.2, 0.7248)]
    [InlineData(1000, 3.9811)]
    [InlineData(1e9, 3.9811)]
    [InlineData(1e-9, 0.2512)]
    public void OneTryCountsAFifthOfItsLogarithmWithinBounds(double factor, double slowdown)
    {
        var slow = new Slowdown();
        Assert.Equal(1, slow.At(Now));

        slow.Add(factor, Now);

        Assert.Equal(slowdown, slow.At(Now), 4);
    }

    [Fact]
    public void ManyTriesOfOneFactorApproachIt()
    {
        var slow = new Slowdown();
        for (var i = 0; i < 50; i++)
        {
            slow.Add(8, Now);
        }

        Assert.Equal(8, slow.At(Now), 2);
    }

    [Theory]
    [InlineData(-10, 4)]
    [InlineData(0, 4)]
    [InlineData(10, 2)]
    [InlineData(20, 1.41421)]
    [InlineData(600, 1)]
    public void HalfOfTheDistanceIsForgottenInTenSecondsWithoutTries(int seconds, double slowdown)
    {
        var slow = new Slowdown();
        slow.Add(Math.Pow(4, 5), Now);
        var start = slow.At(Now);

        var later = slow.At(Now + (seconds * TimeSpan.TicksPerSecond));

        Assert.Equal(Math.Log(slowdown) / Math.Log(4), Math.Log(later) / Math.Log(start), 4);
    }

    [Fact]
    public void WhatIsForgottenIsNotAddedTo()
    {
        var slow = new Slowdown();
        slow.Add(32, Now);

        slow.Add(1, Now + (10 * TimeSpan.TicksPerSecond));

        // The logarithm of 32, a fifth of it, half of that, and four fifths of the rest.
        Assert.Equal(Math.Pow(32, 0.2 * 0.5 * 0.8), slow.At(Now + (10 * TimeSpan.TicksPerSecond)), 6);
    }
}
