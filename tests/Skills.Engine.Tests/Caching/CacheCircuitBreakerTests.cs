using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>The breaker of the shared store: when it opens, and that it begins again from nothing when it has closed.</summary>
public sealed class CacheCircuitBreakerTests
{
    private const int InARow = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly TestClock _time = new();
    private readonly CircuitBreaker _breaker;

    public CacheCircuitBreakerTests() => _breaker = new(InARow, Pause, _time, static () => Task.FromResult(true), static _ => { });

    [Theory]
    [InlineData("fff", true)]
    [InlineData("ffsff", false)]
    [InlineData("sfsfsfsfsfsfsfsfsfsf", true)]
    [InlineData("sfsfsfsfsfsfsfsfsfs", false)]
    [InlineData("ssssssfsfsfsfsfsfsfsfsfs", false)]
    [InlineData("ssssssfsfsfsfsfsfsfsfsfsf", true)]
    public void ItOpensAfterFailuresInARowOrWhenHalfOfTwentyCallsFailed(string calls, bool opens)
    {
        Report(calls);

        Assert.Equal(opens, _breaker.IsOpen);
    }

    [Fact]
    public async Task AfterItHasClosedEarlierCallsCountNoMore()
    {
        Report("fff");
        await CloseAsync();

        Report("ff");
        Assert.False(_breaker.IsOpen);
        Report("f");
        Assert.True(_breaker.IsOpen);
        await CloseAsync();

        Report("sfsfsfsfsfsfsfsfsfs");
        Assert.False(_breaker.IsOpen);
        Report("f");
        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public async Task CallsThatEndWhileItIsOpenDoNotPutTheProbeOff()
    {
        Report("fff");
        _time.Advance(Pause / 2);
        Report("ffff");
        _time.Advance(Pause / 2);

        await ClosesAsync();

        Report("ff");
        Assert.False(_breaker.IsOpen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ProbesGoOnUntilOneSucceeds(int failing)
    {
        var probes = 0;
        var breaker = new CircuitBreaker(1, Pause, _time, () => Task.FromResult(Interlocked.Increment(ref probes) > failing), static _ => { });
        breaker.Report(succeeded: false);

        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(Pause);
                return breaker.MayCall();
            },
            "No later probe closed the breaker.");

        Assert.Equal(failing + 1, Volatile.Read(ref probes));
    }

    [Fact]
    public async Task AfterItHasClosedHalfOfAFewCallsOpenItNot()
    {
        Report("ssssssssssssssssssssfff");
        await CloseAsync();

        Report("ffsffsffsffsff");
        Assert.False(_breaker.IsOpen);
    }

    private void Report(string calls)
    {
        foreach (var call in calls)
        {
            _breaker.Report(succeeded: call == 's');
        }
    }

    private Task CloseAsync()
    {
        _time.Advance(Pause);
        return ClosesAsync();
    }

    private Task ClosesAsync() => Eventually.HoldsAsync(_breaker.MayCall, "The probe did not close the breaker.");
}
