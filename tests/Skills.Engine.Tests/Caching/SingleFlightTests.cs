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
}
