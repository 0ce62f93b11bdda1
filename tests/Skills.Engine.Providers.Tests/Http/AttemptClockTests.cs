using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>Which deadline of a try passes, and when.</summary>
public sealed class AttemptClockTests
{
    private static readonly AttemptDeadlines Deadlines = new() { Connect = Seconds(2), FirstToken = Seconds(5), Idle = Seconds(3), Total = Seconds(20) };

    private readonly TestClock _time = new();

    [Fact]
    public void TheFirstTokenIsAwaitedFromTheStartOfTheTry()
    {
        using var clock = Clock(Deadlines, stream: true);
        _time.Advance(Seconds(1));
        clock.Enter(TimeoutStage.FirstToken);

        _time.Advance(Seconds(4) - TimeSpan.FromTicks(1));
        Assert.Equal(TimeoutStage.None, clock.Passed);
        _time.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(TimeoutStage.FirstToken, clock.Passed);
        Assert.True(clock.Token.IsCancellationRequested);
    }

    [Fact]
    public void EachPieceOfAStreamBeginsTheIdleTimeAgain()
    {
        using var clock = Clock(Deadlines, stream: true);
        for (var i = 0; i < 4; i++)
        {
            clock.Enter(TimeoutStage.Idle);
            _time.Advance(Seconds(2.9));
        }

        Assert.Equal(TimeoutStage.None, clock.Passed);
        _time.Advance(Seconds(0.2));
        Assert.Equal(TimeoutStage.Idle, clock.Passed);
    }

    [Fact]
    public void AStageThatIsOverDoesNotComeBack()
    {
        using var clock = Clock(Deadlines with { Idle = Seconds(10) }, stream: true);
        clock.Enter(TimeoutStage.Idle);
        clock.Enter(TimeoutStage.FirstToken);

        _time.Advance(Seconds(9));

        Assert.Equal(TimeoutStage.None, clock.Passed);
    }

    [Fact]
    public void AWholeAnswerHasNoIdleTime()
    {
        using var clock = Clock(Deadlines, stream: false);
        clock.Enter(TimeoutStage.FirstToken);
        clock.Enter(TimeoutStage.Idle);

        _time.Advance(Seconds(19));
        Assert.Equal(TimeoutStage.None, clock.Passed);
        _time.Advance(Seconds(1));

        Assert.Equal(TimeoutStage.Total, clock.Passed);
    }

    /// <summary>The router and the caller's message name the deadline, so at the same moment the one of the whole try counts.</summary>
    [Fact]
    public void OfTwoDeadlinesAtOneMomentTheWholeTryIsNamed()
    {
        using var clock = Clock(new() { Connect = Seconds(5), Total = Seconds(5) }, stream: false);

        _time.Advance(Seconds(5));

        Assert.Equal((TimeoutStage.Total, Seconds(5)), (clock.Passed, clock.PassedAfter));
    }

    [Fact]
    public void AClockThatWasDisposedOfPassesNothing()
    {
        var clock = Clock(Deadlines, stream: true);
        clock.Dispose();

        _time.Advance(Seconds(60));

        Assert.Equal((TimeoutStage.None, 0), (clock.Passed, _time.ActiveTimers));
    }

    private AttemptClock Clock(AttemptDeadlines deadlines, bool stream) => new(_time, deadlines, stream, CancellationToken.None);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
