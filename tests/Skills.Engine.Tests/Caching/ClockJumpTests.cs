using Skills.Engine.Caching;
using Skills.Engine.Caching.Semantic;

namespace Skills.Engine.Tests.Caching;

/// <summary>The wall clock is set, back or forward, or is wrong in another process.</summary>
public sealed class ClockJumpTests
{
    private readonly TestClock _time = new();

    [Fact]
    public async Task AnEntryInMemoryGrowsNoYoungerWhenTheClockIsSetBack()
    {
        await using var cache = CacheSome.Cache(_time);
        await cache.RunAsync(CacheSome.Request());
        _time.Jump(-TimeSpan.FromHours(2));

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await cache.HitsAsync(CacheSome.Request()));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await cache.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task AnEntryReadFromTheStoreGrowsNoYoungerWhenTheClockIsSetBack()
    {
        var store = new DictionaryStore();
        await using var here = CacheSome.Cache(_time, store);
        await using var there = CacheSome.Cache(_time, store);
        await here.RunAsync(CacheSome.Request());
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await there.HitsAsync(CacheSome.Request()));
        _time.Jump(-TimeSpan.FromHours(2));

        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.False(await there.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task AnEntryOfAProcessWhoseClockIsAnHourAheadIsNotServed()
    {
        var (store, wrong) = (new DictionaryStore(), new TestClock());
        wrong.Jump(TimeSpan.FromHours(1));
        await using var there = CacheSome.Cache(wrong, store);
        await using var here = CacheSome.Cache(_time, store);
        await there.RunAsync(CacheSome.Request());

        Assert.False(await here.HitsAsync(CacheSome.Request()));
        await here.RunAsync(CacheSome.Request());
        Assert.True(await here.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task AFewSecondsBetweenTwoClocksDoNoHarm()
    {
        var (store, ahead) = (new DictionaryStore(), new TestClock());
        ahead.Jump(TimeSpan.FromSeconds(4));
        await using var there = CacheSome.Cache(ahead, store);
        await using var here = CacheSome.Cache(_time, store);
        await there.RunAsync(CacheSome.Request());

        Assert.True(await here.HitsAsync(CacheSome.Request()));
    }

    [Fact]
    public async Task AnOpenCircuitIsProbedInTimeAlthoughTheClockIsSetBack()
    {
        var probed = new TaskCompletionSource();
        var breaker = new CircuitBreaker(1, TimeSpan.FromSeconds(2), _time, () => Task.FromResult(probed.TrySetResult()), static _ => { });
        breaker.Report(succeeded: false);
        _time.Jump(-TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(breaker.MayCall());
        await probed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void AFailingCallOfEmbeddingsIsMadeAgainInTimeAlthoughTheClockIsSetBack()
    {
        var pause = new SemanticPause(_time);
        for (var i = 0; i < SemanticPause.FailuresInARow; i++)
        {
            pause.Failed();
        }

        Assert.False(pause.IsOver);
        _time.Jump(-TimeSpan.FromHours(1));
        _time.Advance(SemanticPause.Length);
        Assert.True(pause.IsOver);
    }
}
