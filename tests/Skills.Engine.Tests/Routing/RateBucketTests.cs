using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class RateBucketTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private readonly RateBucket _bucket = new();

    [Fact]
    public void WhatTheHeadersLeftCountsDownUntilTheReset()
    {
        _bucket.Observe(3, TimeSpan.FromSeconds(10), now: 0);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Second, _bucket.ReadyAt(1, Second));
            _bucket.Take(1, Second);
        }

        Assert.Equal(10 * Second, _bucket.ReadyAt(1, Second));
        Assert.Equal(10 * Second, _bucket.ReadyAt(1, 10 * Second));
    }

    [Fact]
    public void ALaterHeaderTakesThePlaceOfTheEarlier()
    {
        _bucket.Observe(0, TimeSpan.FromSeconds(10), now: 0);
        _bucket.Observe(5, TimeSpan.FromSeconds(20), now: Second);

        Assert.Equal(Second, _bucket.ReadyAt(5, Second));
        Assert.Equal(21 * Second, _bucket.ReadyAt(6, Second));
    }

    [Theory]
    [InlineData(5, 30)]
    [InlineData(40, 40)]
    public void TheLongerOfTwoWaitsHolds(int headerSeconds, int waits)
    {
        _bucket.Grant(60, now: 0);
        _bucket.Take(60, now: 0);
        _bucket.Observe(0, TimeSpan.FromSeconds(headerSeconds), now: 0);

        Assert.Equal(waits * Second, _bucket.ReadyAt(30, now: 0));
    }

    [Fact]
    public void OfThreeLimitsTheLongestWaitHolds()
    {
        var limits = new RateLimits();
        limits.Observe(new() { RequestsRemaining = 0, RequestsReset = TimeSpan.FromSeconds(3), TokensRemaining = 0, TokensReset = TimeSpan.FromSeconds(7) }, inFlight: 0, now: 0);

        Assert.Equal(7 * Second, limits.ReadyAt(new(10, 10), now: 0));
        Assert.Equal(7 * Second, limits.ReadyAt(new(10, 10), now: 4 * Second));
    }
}
