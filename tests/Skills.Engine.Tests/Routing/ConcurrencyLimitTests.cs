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
            Assert.True(_limit.Reject(others, startedAt: 0, now: Second));
        }

        Assert.Equal(20, _limit.Most);
    }

    [Fact]
    public void ARejectionBelowWhatWasAcceptedHalves()
    {
        _limit.Reject(20, 0, Second);

        Assert.True(_limit.Reject(19, startedAt: 2 * Second, now: 3 * Second));

        Assert.Equal(10, _limit.Most);
    }

    [Fact]
    public void WhenNoneIsAcceptedAllMustWaitAndThenOneByOne()
    {
        Assert.False(_limit.Reject(0, 0, Second));
        Assert.Equal(1, _limit.Most);
    }

    [Fact]
    public void TheLimitGrowsFasterAndFasterWhileItHoldsBackAndFromOneAfterARejection()
    {
        _limit.Reject(20, 0, 0);
        var seen = new List<int>();
        for (var half = 1; half <= 4; half++)
        {
            _limit.Succeed(holdsBack: true, half * Second / 2);
            _limit.Succeed(holdsBack: true, (half * Second / 2) + 1);
            seen.Add(_limit.Most);
        }

        _limit.Reject(28, startedAt: 2 * Second, now: 2 * Second);
        _limit.Succeed(holdsBack: true, 3 * Second);

        Assert.Equal([21, 23, 27, 35], seen);
        Assert.Equal(29, _limit.Most);
    }

    [Fact]
    public void ALimitThatHoldsNothingBackIsForgottenAfterAMinute()
    {
        _limit.Reject(20, 0, 0);

        _limit.Succeed(holdsBack: false, 59 * Second);
        Assert.Equal(20, _limit.Most);

        _limit.Succeed(holdsBack: false, 60 * Second);
        Assert.False(_limit.IsKnown);
    }
}
