using Skills.Engine.Batches.Storage;
using Skills.Engine.Batches.VendorBatches;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.VendorBatches;

/// <summary>Which calls go into a batch, when, and what becomes of them, with each limit at its exact value.</summary>
public sealed class CallPoolTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly VendorBatchOptions Options = new() { MaxItems = 3, MaxInFlight = 2, FillFor = Minute, PollEvery = Minute, OnlineAfter = Minute * 10, MaxSubmissions = 2 };

    private readonly TestClock _time = new();
    private readonly SteadyClock _clock;
    private readonly FakeBatchClient _client = new();
    private long _row;

    public CallPoolTests() => _clock = new(_time);

    [Fact]
    public void AFullBatchGoesAtOnce()
    {
        var pool = Pool(calls: 3);

        Assert.Equal(3, pool.TakePack()!.Count);
        Assert.Null(pool.TakePack());
    }

    [Fact]
    public void ABatchThatIsNotFullGoesWhenItsOldestCallWaitedExactlyLongEnough()
    {
        var pool = Pool(calls: 1);
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        pool.Add(Call());
        Assert.Null(pool.TakePack());

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(2, pool.TakePack()!.Count);
    }

    [Theory]
    [InlineData(2000, 2)]
    [InlineData(1999, 1)]
    public void ABatchHasAsManyBytesAsTheProviderTakes(long most, int count)
    {
        _client.Limits = new(100, most);
        var pool = Pool(calls: 2, bytes: 500);
        _time.Advance(Minute);

        Assert.Equal(count, pool.TakePack()!.Count);
    }

    [Fact]
    public void OneTenantIsNotInABatchOfAnother()
    {
        var pool = Pool(calls: 0);
        pool.Add(Call(tenant: "a"));
        pool.Add(Call(tenant: "b"));
        pool.Add(Call(tenant: "a"));
        _time.Advance(Minute);

        Assert.Equal(["a", "a"], pool.TakePack()!.Select(static c => c.Request.TenantId));
        Assert.Equal(["b"], pool.TakePack()!.Select(static c => c.Request.TenantId));
    }

    [Fact]
    public void NoMoreBatchesAreUnderWayThanAllowed()
    {
        var pool = Pool(calls: 9);
        pool.Opened(Record("1"), pool.TakePack()!);
        pool.Opened(Record("2"), pool.TakePack()!);

        Assert.Null(pool.TakePack());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task ACallThatWaitedExactlyTooLongGoesOnline(int ticks, bool online)
    {
        var (pool, parked, inBatch) = WithOneInABatch();
        _time.Advance((Minute * 10) + TimeSpan.FromTicks(ticks));

        pool.ReleaseLate();

        Assert.Equal((online, online), (parked.Done.IsCompleted, inBatch.Done.IsCompleted));
        if (online)
        {
            Assert.Null(await parked.Done);
            Assert.Null(await inBatch.Done);
        }

        // Only the one that is in a batch may be billed there as well.
        Assert.Equal((false, online), (parked.MaybeBilled, inBatch.MaybeBilled));
    }

    [Fact]
    public void ACallIsSubmittedNoMoreOftenThanAllowed()
    {
        var pool = Pool(calls: 1);
        _time.Advance(Minute);
        var pack = pool.TakePack()!;
        pack[0].Submissions = 1;
        pool.Return(pack, TimeSpan.Zero, maybeBilled: false);
        Assert.False(pack[0].Done.IsCompleted);
        pack = pool.TakePack()!;
        pack[0].Submissions = 2;

        pool.Return(pack, TimeSpan.Zero, maybeBilled: false);

        Assert.True(pack[0].Done.IsCompleted);
        Assert.Null(pool.TakePack());
    }

    [Fact]
    public void ACallThatMayBeBilledStaysSo()
    {
        var pool = Pool(calls: 1);
        _time.Advance(Minute);
        var pack = pool.TakePack()!;

        pool.Return(pack, TimeSpan.Zero, maybeBilled: true);
        pool.Return(pool.TakePack()!, TimeSpan.Zero, maybeBilled: false);

        Assert.True(pack[0].MaybeBilled);
    }

    [Fact]
    public void AReturnedCallWaitsForItsTime()
    {
        var pool = Pool(calls: 1);
        _time.Advance(Minute);
        pool.Return(pool.TakePack()!, Minute, maybeBilled: false);
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.Null(pool.TakePack());

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.NotNull(pool.TakePack());
    }

    /// <summary>Nothing waits longer or shorter because an administrator set the clock.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void TheWallClockMovesNoWait(int hours)
    {
        var (pool, _, _) = WithOneInABatch();
        var returned = pool.TakePack()!;
        pool.Return(returned, Minute, maybeBilled: false);

        _time.Jump(TimeSpan.FromHours(hours));
        pool.ReleaseLate();
        Assert.Null(pool.TakePack());
        Assert.Empty(pool.Due());
        Assert.False(returned[0].Done.IsCompleted);

        _time.Advance(Minute);
        Assert.Single(pool.Due());
        Assert.Same(returned[0], Assert.Single(pool.TakePack()!));
    }

    [Fact]
    public void ABatchIsGivenUpAfterThreeFailuresInARowAndItsCallsMayBeBilled()
    {
        var (pool, _, call) = WithOneInABatch();
        _time.Advance(Minute);
        var batch = Assert.Single(pool.Due()).Batch;

        Assert.False(pool.GivesUp(batch, ModelErrorKind.NotFound));
        Assert.False(pool.GivesUp(batch, ModelErrorKind.NotFound));
        Assert.False(pool.WasRead(batch));
        Assert.False(pool.GivesUp(batch, ModelErrorKind.NotFound));
        Assert.False(pool.GivesUp(batch, ModelErrorKind.NotFound));
        Assert.False(call.MaybeBilled);
        Assert.True(pool.GivesUp(batch, ModelErrorKind.NotFound));

        Assert.True(call.MaybeBilled);
    }

    [Fact]
    public void AProviderThatIsDownLosesNoBatch()
    {
        var (pool, _, _) = WithOneInABatch();
        _time.Advance(Minute);
        var batch = Assert.Single(pool.Due()).Batch;

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(pool.GivesUp(batch, ModelErrorKind.Network)));
    }

    /// <summary>The item of a lost worker is claimed again while its first call still waits: the second one has the same id.</summary>
    [Fact]
    public void ACallThatLeavesDoesNotTakeAnotherOneOfItsIdOutOfTheBatch()
    {
        var (pool, _, first) = WithOneInABatch();
        _row--;
        var second = Call();
        Assert.Equal(first.Id, second.Id);

        pool.Remove(second);

        _time.Advance(Minute);
        Assert.Same(first, Assert.Single(Assert.Single(pool.Due()).Calls).Value);
    }

    private (CallPool Pool, ParkedCall Parked, ParkedCall InBatch) WithOneInABatch()
    {
        var pool = new CallPool(Options with { FillFor = TimeSpan.Zero }, _clock);
        var parked = Call();
        var inBatch = Call();
        pool.Add(inBatch);
        pool.Opened(Record("1", inBatch.Id), pool.TakePack()!);
        pool.Add(parked);
        return (pool, parked, inBatch);
    }

    private CallPool Pool(int calls, long bytes = 10)
    {
        var pool = new CallPool(Options, _clock);
        for (var i = 0; i < calls; i++)
        {
            pool.Add(Call(bytes: bytes));
        }

        return pool;
    }

    private ParkedCall Call(string? tenant = null, long bytes = 10)
    {
        _client.Bytes = bytes;
        return new(new() { Model = new FakeModelClient().Model(), Messages = [], TenantId = tenant }, ++_row, _client, _clock.Now);
    }

    private static VendorBatchRecord Record(string key, params string[] ids) =>
        new(key, "fake", ids, new() { Id = key, Provider = "fake", Model = "m", State = ModelBatchState.Running });

    /// <summary>A client of which only the limits and sizes are asked for.</summary>
    private sealed class FakeBatchClient : IModelBatchClient
    {
        public string Provider => "fake";

        public ModelBatchLimits Limits { get; set; } = new(100, 1_000_000);

        public long Bytes { get; set; }

        public string EndpointOf(ModelDefinition model) => "/v1/chat";

        public ModelBatchMeasure Measure(ModelRequest request) => new(Bytes, "digest");

        public Task<ModelBatch> SubmitAsync(IReadOnlyList<ModelBatchItem> items, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ModelBatch> GetAsync(ModelBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ModelBatchResult> ResultsAsync(ModelBatch batch, IReadOnlyDictionary<string, ModelRequest> requests, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CancelAsync(ModelBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
