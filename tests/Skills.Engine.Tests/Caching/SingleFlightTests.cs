using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

public sealed class SingleFlightTests
{
    private static readonly FlightKey Key = new("k", 1);
    private readonly SingleFlight _flights = new(TimeProvider.System);

    [Fact]
    public async Task ACanceledWaiterIsPassedOverWhenTheWorkFails()
    {
        var leader = _flights.TryLead(Key)!;
        using var leaves = new CancellationTokenSource();
        var first = _flights.JoinAsync(Key, TimeSpan.FromMinutes(1), leaves.Token).AsTask();
        var second = _flights.JoinAsync(Key, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        await leaves.CancelAsync();

        leader.Fail();

        var (pass, entry) = await second.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.NotNull(pass);
        Assert.Null(entry);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task AWaiterThatGetsTheWorkAndFailsHandsItOnAtOnce()
    {
        var leader = _flights.TryLead(Key)!;
        var first = _flights.JoinAsync(Key, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        var second = _flights.JoinAsync(Key, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        leader.Fail();
        (await first).Pass!.Fail();

        Assert.NotNull((await second.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Pass);
    }

    /// <summary>After failures several callers work at once, so one may end when the key has a new flight already.</summary>
    [Fact]
    public async Task AWorkerThatEndsAfterItsFlightLeavesTheNextFlightAlone()
    {
        var leader = _flights.TryLead(Key)!;
        var waiting = Enumerable.Range(0, 3).Select(_ => _flights.JoinAsync(Key, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask()).ToList();
        leader.Fail();
        (await Eventually.EndsAsync(waiting[0])).Pass!.Fail();
        var (quick, slow) = ((await Eventually.EndsAsync(waiting[1])).Pass!, (await Eventually.EndsAsync(waiting[2])).Pass!);
        quick.Complete(Entry());
        var next = _flights.TryLead(Key);

        slow.Complete(Entry());

        Assert.NotNull(next);
        Assert.Null(_flights.TryLead(Key));
    }

    private static CacheEntry Entry() => new()
    {
        Outcome = CacheSome.Result(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        FreshUntil = DateTimeOffset.MaxValue,
        ExpiresAt = DateTimeOffset.MaxValue,
        Size = 1,
    };
}
