using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>Processes that share a store hand the right to work over at once: the clock stands still while they do, unless a test moves it.</summary>
public sealed class LeaseTests
{
    private static readonly SkillCacheRequest Request = CacheSome.Request();

    private readonly TestClock _time = new();
    private readonly DictionaryStore _store = new();
    private readonly SharedLeases _leases;

    public LeaseTests() => _leases = new(_time, _store);

    [Fact]
    public async Task AWaiterInAnotherProcessGetsTheResultAtOnce()
    {
        await using var here = Process();
        await using var there = Process();
        await using var work = await LookUpAsync(here);
        var waiter = await WaitAsync(there);

        await work.StoreAsync(CacheSome.Result(), CancellationToken.None);

        await using var served = await Eventually.EndsAsync(waiter);
        Assert.Equal((true, true), (served.Hit is not null, served.Coalesced));
        Assert.Equal(0, _leases.Held);
    }

    [Fact]
    public async Task AnExecutionWithoutAResultHandsItsLeaseOverAtOnce()
    {
        await using var here = Process();
        await using var there = Process();
        var work = await LookUpAsync(here);
        var waiter = await WaitAsync(there);

        await work.DisposeAsync();

        await using var next = await Eventually.EndsAsync(waiter);
        Assert.Null(next.Hit);
        Assert.Equal(1, _leases.Held);
    }

    [Fact]
    public async Task AWaiterThatIsCanceledTakesNothingWithIt()
    {
        await using var here = Process();
        await using var there = Process();
        await using var third = Process();
        using var leaves = new CancellationTokenSource();
        var work = await LookUpAsync(here);
        var waiter = await WaitAsync(there, leaves);
        var other = await WaitAsync(third);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(waiter));
        await work.DisposeAsync();

        await using var next = await Eventually.EndsAsync(other);
        Assert.Null(next.Hit);
        await using var again = await WaitingThenAsync(there, next);
        Assert.NotNull(again.Hit);
    }

    [Fact]
    public async Task ALeaseGrantedAfterItsCallerLeftIsReleased()
    {
        await using var here = Process();
        await SettleAsync(here);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _leases.BeforeClaim = () =>
        {
            asked.TrySetResult();
            return gate.Task;
        };
        using var leaves = new CancellationTokenSource();
        var caller = here.LookUpAsync(Request, leaves.Token).AsTask();
        await Eventually.EndsAsync(asked.Task);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(caller));
        _leases.BeforeClaim = null;
        gate.SetResult();

        await Eventually.HoldsAsync(() => _leases.Held == 0, "A lease that nobody uses is held.");
        await using var next = await LookUpAsync(here);
        Assert.NotNull(next.Ticket);
    }

    [Fact]
    public async Task ALeaseThatIsNotNeededIsReleased()
    {
        await using var here = Process();
        await using var there = CacheSome.Cache(_time, _store);
        await SettleAsync(here);

        // An entry that cannot be read is claimed in a step of its own.
        _store.Entries[here.ExplainKey(Request).Key!] = [1];
        _leases.BeforeClaim = async () =>
        {
            _leases.BeforeClaim = null;
            await there.RunAsync(Request);
        };

        await using var found = await LookUpAsync(here);

        Assert.NotNull(found.Hit);
        await Eventually.HoldsAsync(() => _leases.Held == 0, "The lease of an entry that was there is held.");
    }

    [Fact]
    public async Task AHolderThatWorksLongKeepsItsLease()
    {
        await using var here = Process();
        await using var there = Process();
        await using var work = await LookUpAsync(here);

        for (var i = 1; i <= 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Eventually.HoldsAsync(() => Volatile.Read(ref _leases.Renewals) >= i, "The lease is not renewed.");
            Assert.Equal(1, _leases.Held);
        }

        var waiter = await WaitAsync(there);
        Assert.False(waiter.IsCompleted);
        await work.StoreAsync(CacheSome.Result(), CancellationToken.None);
        await (await Eventually.EndsAsync(waiter)).DisposeAsync();
    }

    /// <summary>When writes pile up the oldest is dropped. Its lease is renewed no more, so the others wait for seconds and not for minutes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALeaseWhoseEndIsDroppedEndsByItself(bool hasResult)
    {
        await using var here = Process(static o =>
        {
            (o.Cache.WriteQueueLength, o.Cache.WriteBytesInFlight, o.Cache.ReadYourWrites) = (1, 1, false);
            (o.Cache.SingleFlightTimeout, o.Cache.BreakerFailures) = (TimeSpan.FromDays(1), 100);
        });
        await SettleAsync(here);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _leases.BeforeEnd = () => gate.Task;
        for (var i = 0; i < 3; i++)
        {
            await using var work = await LookUpAsync(here, CacheSome.Request(inputs: $$"""{"n":{{i}}}"""));
            if (hasResult)
            {
                await work.StoreAsync(CacheSome.Result(), CancellationToken.None);
            }
        }

        // One write is under way, one waits, and one was dropped. The store answers none in time.
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return _leases.Held == 0;
            },
            "The lease of a dropped write is renewed.");
        gate.SetResult();
    }

    [Fact]
    public async Task ARenewalLeftToAnotherProcessCanBeDoneLater()
    {
        await using var here = Process(Stale);
        await using var there = Process(Stale);
        await here.RunAsync(Request);
        await SettleAsync(there);
        Assert.True(await there.HitsAsync(Request));
        _time.Advance(TimeSpan.FromHours(1.5));

        var theirs = await LookUpAsync(there);
        await using (var ours = await LookUpAsync(here))
        {
            Assert.Equal((true, true, false), (theirs.NeedsRefresh, ours.IsStale, ours.NeedsRefresh));
        }

        await theirs.DisposeAsync();
        await Eventually.HoldsAsync(() => _leases.Held == 0, "The renewal that was given up holds its lease.");

        await using var later = await LookUpAsync(here);
        Assert.True(later.NeedsRefresh);
    }

    [Fact]
    public async Task ARenewalThatIsCanceledCanBeDoneLater()
    {
        await using var here = Process(Stale);
        await here.RunAsync(Request);
        _time.Advance(TimeSpan.FromHours(1.5));
        await SettleAsync(here);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeRead = () => gate.Task;
        using var leaves = new CancellationTokenSource();
        var canceled = here.LookUpAsync(Request, leaves.Token).AsTask();

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(canceled));
        _store.BeforeRead = null;
        gate.SetResult();

        await using var later = await LookUpAsync(here);
        Assert.Equal((true, true), (later.IsStale, later.NeedsRefresh));
    }

    [Fact]
    public async Task ALeaderThatIsCanceledWhileTheStoreAnswersHandsOnAtOnce()
    {
        await using var here = Process();
        await SettleAsync(here);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeRead = () => gate.Task;
        using var leaves = new CancellationTokenSource();
        var leader = here.LookUpAsync(Request, leaves.Token).AsTask();
        var waiter = here.LookUpAsync(Request, CancellationToken.None).AsTask();

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(leader));
        _store.BeforeRead = null;
        gate.SetResult();

        await using var next = await Eventually.EndsAsync(waiter);
        Assert.Equal((null, true), (next.Hit, next.Ticket is not null));
    }

    private static void Stale(SkillsEngineOptions options) => options.Cache.StaleWhileRevalidate = TimeSpan.FromHours(5);

    private TieredSkillCache Process(Action<SkillsEngineOptions>? configure = null) => CacheSome.Cache(_time, _store, configure, _leases);

    // What the store knows of invalidations is read once, and again when it is old.
    private async Task SettleAsync(TieredSkillCache process)
    {
        await (await LookUpAsync(process, CacheSome.Request(inputs: """{"other":1}"""))).DisposeAsync();
        await Eventually.HoldsAsync(() => _leases.Held == 0, "A lease is held without any work.");
    }

    private static Task<SkillCacheLookup> LookUpAsync(TieredSkillCache process, SkillCacheRequest? request = null) =>
        Eventually.EndsAsync(process.LookUpAsync(request ?? Request, CancellationToken.None).AsTask());

    private async Task<Task<SkillCacheLookup>> WaitAsync(TieredSkillCache process, CancellationTokenSource? leaves = null)
    {
        var refused = Volatile.Read(ref _leases.Refused);
        var waiter = process.LookUpAsync(Request, leaves?.Token ?? CancellationToken.None).AsTask();
        await Eventually.HoldsAsync(() => Volatile.Read(ref _leases.Refused) > refused, "The other process does not ask for the lease.");
        Assert.False(waiter.IsCompleted);
        return waiter;
    }

    private async Task<SkillCacheLookup> WaitingThenAsync(TieredSkillCache process, SkillCacheLookup work)
    {
        var waiter = await WaitAsync(process);
        await work.StoreAsync(CacheSome.Result(), CancellationToken.None);
        return await Eventually.EndsAsync(waiter);
    }
}
