using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

public sealed class WriteQueueTests
{
    private const int Kilobyte = 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CacheCounters _counters = new();
    private readonly List<int> _begun = [];
    private readonly Dictionary<int, TaskCompletionSource> _ends = [];

    [Fact]
    public async Task WritesThatFitBeginWithoutWaitingForEarlierOnes()
    {
        await using var queue = new WriteQueue(length: 10, mostBytes: 10 * Kilobyte, _counters);

        var done = Enumerable.Range(0, 5).Select(i => Add(queue, i, bytes: Kilobyte)).ToArray();

        await BegunAsync(5);
        EndAll(5);
        await Task.WhenAll(done).WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AWriteThatDoesNotFitWaitsUntilOneEnds()
    {
        await using var queue = new WriteQueue(length: 10, mostBytes: 4 * Kilobyte, _counters);
        _ = Add(queue, 0, bytes: Kilobyte);
        _ = Add(queue, 1, bytes: Kilobyte);
        _ = Add(queue, 2, bytes: Kilobyte);
        await BegunAsync(2);
        Assert.DoesNotContain(2, Begun());

        _ends[1].SetResult();

        await BegunAsync(3);
        EndAll(3);
    }

    [Fact]
    public async Task EmptyWritesAreBoundedToo()
    {
        await using var queue = new WriteQueue(length: 100, mostBytes: 4 * Kilobyte, _counters);
        for (var i = 0; i < 50; i++)
        {
            _ = Add(queue, i, bytes: 0);
        }

        await BegunAsync(4);
        Assert.Equal(4, Begun().Length);
        for (var ended = 0; ended < 50; ended++)
        {
            await BegunAsync(ended + 1);
            _ends[Begun()[ended]].SetResult();
        }
    }

    [Fact]
    public async Task AWriteLargerThanTheBoundRunsAlone()
    {
        await using var queue = new WriteQueue(length: 10, mostBytes: 4 * Kilobyte, _counters);
        _ = Add(queue, 0, bytes: 100 * Kilobyte);
        _ = Add(queue, 1, bytes: 0);
        await BegunAsync(1);
        Assert.Equal([0], Begun());

        _ends[0].SetResult();

        await BegunAsync(2);
        _ends[1].SetResult();
    }

    [Fact]
    public async Task WhenTooManyWaitTheOldestIsDroppedCountedAndEnded()
    {
        await using var queue = new WriteQueue(length: 2, mostBytes: Kilobyte, _counters);
        var done = Enumerable.Range(0, 5).Select(i => Add(queue, i, bytes: 0)).ToArray();

        await Task.WhenAll(done[1], done[2]).WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(2, Dropped);
        foreach (var i in new[] { 0, 3, 4 })
        {
            await Eventually.HoldsAsync(() => Begun().Contains(i), $"Write {i} did not begin.");
            _ends[i].SetResult();
        }

        await Task.WhenAll(done).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal([0, 3, 4], Begun());
    }

    [Fact]
    public async Task DisposalWaitsForWritesUnderWayAndInLineAndTakesNoMore()
    {
        var queue = new WriteQueue(length: 10, mostBytes: Kilobyte, _counters);
        var done = new[] { Add(queue, 0, bytes: 0), Add(queue, 1, bytes: 0) };
        EndAll(2);

        await queue.DisposeAsync();

        await Task.WhenAll(done).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1], Begun());
        Assert.True(Add(queue, 2, bytes: 0).IsCompletedSuccessfully);
        Assert.Equal([0, 1], Begun());
    }

    private long Dropped => _counters.Snapshot(new MemoryTier(0), isStoreCircuitOpen: false).WritesDropped;

    private Task Add(WriteQueue queue, int number, int bytes)
    {
        var end = _ends[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return queue.Add(bytes, async () =>
        {
            lock (_begun)
            {
                _begun.Add(number);
            }

            await end.Task.WaitAsync(Deadline);
        });
    }

    private int[] Begun()
    {
        lock (_begun)
        {
            return [.. _begun];
        }
    }

    private Task BegunAsync(int count) => Eventually.HoldsAsync(() => Begun().Length >= count, $"{count} writes did not begin.");

    private void EndAll(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ends[i].TrySetResult();
        }
    }
}
