using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class CircuitBreakerTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private readonly CircuitBreaker _breaker = new(new() { OpenFor = TimeSpan.FromSeconds(5) });

    private void Fail(int times, long now = 0)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.TryEnter(now, out _);
            _breaker.Failed(now, isProbe: false);
        }
    }

    private void Succeed(long now)
    {
        _breaker.TryEnter(now, out _);
        _breaker.Succeeded(now, now, isProbe: false);
    }

    [Fact]
    public void FiveFailuresInARowOpenIt()
    {
        Fail(4);
        Assert.False(_breaker.IsOpen);
        Fail(1);
        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void HalfOfTenTriesFailingOpensIt()
    {
        for (var i = 0; i < 5; i++)
        {
            Succeed(0);
            Fail(1);
        }

        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void AnswersBegunBeforeTheFailuresDoNotHideThem()
    {
        for (var i = 1; i <= 5; i++)
        {
            Fail(1, now: i * Second);
            _breaker.Succeeded(i * Second, startedAt: 0, isProbe: false);
        }

        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void QuickFailuresAmongManySlowAnswersDoNotOpenIt()
    {
        Fail(1, now: 1);
        for (var i = 0; i < 100; i++)
        {
            _breaker.TryEnter(2, out _);
        }

        Fail(20, now: 3);
        Assert.False(_breaker.IsOpen);
    }

    [Fact]
    public void FailuresOutsideTheWindowAreForgotten()
    {
        for (var i = 0; i < 4; i++)
        {
            Fail(1, now: i * 100 * Second);
            Succeed(i * 100 * Second);
        }

        Fail(1, now: 1000 * Second);
        Assert.False(_breaker.IsOpen);
    }

    [Fact]
    public void TriesOfTheHalfWindowBeforeCountToo()
    {
        foreach (var second in new[] { 14, 14, 16, 16, 16 })
        {
            Assert.False(_breaker.IsOpen);
            Succeed(second * Second);
            Fail(1, now: second * Second);
        }

        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void HalfOpenLetsOneProbeThrough()
    {
        Fail(5);
        Assert.False(_breaker.TryEnter(4 * Second, out _));
        Assert.True(_breaker.TryEnter(5 * Second, out var isProbe));
        Assert.True(isProbe);
        Assert.False(_breaker.TryEnter(6 * Second, out _));
    }

    [Fact]
    public void ALostProbeDoesNotBlockTheNext()
    {
        Fail(5);
        _breaker.TryEnter(5 * Second, out _);
        Assert.False(_breaker.TryEnter(34 * Second, out _));
        Assert.True(_breaker.TryEnter(35 * Second, out _));
    }

    [Fact]
    public void ACanceledProbeFreesItsPlaceAtOnce()
    {
        Fail(5);
        _breaker.TryEnter(5 * Second, out var isProbe);
        _breaker.Forget(isProbe);
        Assert.True(_breaker.TryEnter(5 * Second, out _));
    }

    [Fact]
    public void ALateSuccessWhileOpenChangesNothing()
    {
        Fail(5);
        Assert.False(_breaker.Succeeded(Second, 0, isProbe: false));
        Assert.True(_breaker.IsOpen);
        Assert.True(_breaker.TryEnter(5 * Second, out _));
        Assert.True(_breaker.Failed(6 * Second, isProbe: true));
        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void EachFailedProbeDoublesTheWaitUpToTheMost()
    {
        Fail(5);
        var waits = new List<long>();
        var now = 0L;
        for (var i = 0; i < 5; i++)
        {
            waits.Add((_breaker.OpenUntil - now) / Second);
            now = _breaker.OpenUntil;
            _breaker.TryEnter(now, out _);
            _breaker.Failed(now, isProbe: true);
        }

        Assert.Equal([5, 10, 20, 30, 30], waits);
    }

    [Fact]
    public void AProbesSuccessClosesIt()
    {
        Fail(5);
        _breaker.TryEnter(5 * Second, out _);
        Assert.True(_breaker.Succeeded(5 * Second, 5 * Second, isProbe: true));
        Assert.True(_breaker.TryEnter(5 * Second, out var isProbe));
        Assert.False(isProbe);
    }
}
