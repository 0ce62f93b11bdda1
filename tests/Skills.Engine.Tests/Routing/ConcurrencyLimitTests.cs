using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class ConcurrencyLimitTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private readonly ConcurrencyLimit _limit = new();

    [Fact]
    public void ABurstShowsHowManyAreAccepted()
    {
        for (var others = 24; others >= 20; others--)
        {
            Assert.True(Reject(others, startedAt: 0, now: Second));
        }

        Assert.Equal(20, _limit.Most);
    }

    [Theory]
    [InlineData(20, 21, 22, 23, 24)]
    [InlineData(24, 23, 22, 21, 20)]
    [InlineData(22, 24, 20, 23, 21)]
    public void TheOrderOfABurstsRejectionsDoesNotMatter(params int[] othersInTurn)
    {
        var now = Second;
        foreach (var others in othersInTurn)
        {
            Reject(others, startedAt: Second, now++);
        }

        Assert.Equal(20, _limit.Most);
        Assert.True(Reject(19, startedAt: 2 * Second, now: 3 * Second));
        Assert.Equal(10, _limit.Most);
    }

    [Fact]
    public void ARejectionBelowWhatWasAcceptedHalves()
    {
        Reject(20, 0, Second);

        Assert.True(Reject(19, startedAt: 2 * Second, now: 3 * Second));

        Assert.Equal(10, _limit.Most);
    }

    [Fact]
    public void WhenNoneIsAcceptedAllMustWaitAndThenOneByOne()
    {
        Assert.False(Reject(0, 0, Second));
        Assert.Equal(1, _limit.Most);
    }

    [Fact]
    public void TheLimitGrowsFasterAndFasterWhileItHoldsBackAndFromOneAfterARejection()
    {
        Reject(20, 0, 0);
        var seen = new List<int>();
        for (var half = 1; half <= 4; half++)
        {
            _limit.Succeed(holdsBack: true, half * Second / 2);
            _limit.Succeed(holdsBack: true, (half * Second / 2) + 1);
            seen.Add(_limit.Most);
        }

        Reject(28, startedAt: 2 * Second, now: 2 * Second);
        _limit.Succeed(holdsBack: true, 3 * Second);

        Assert.Equal([21, 23, 27, 35], seen);
        Assert.Equal(29, _limit.Most);
    }

    [Fact]
    public void ALimitThatHoldsNothingBackIsForgottenAfterAMinute()
    {
        Reject(20, 0, 0);

        _limit.Succeed(holdsBack: false, 59 * Second);
        Assert.Equal(20, _limit.Most);

        _limit.Succeed(holdsBack: false, 60 * Second);
        Assert.False(_limit.IsKnown);
    }

    private bool Reject(int others, long startedAt, long now) => _limit.Reject(new(startedAt, others, IsProbe: false), now);
}
