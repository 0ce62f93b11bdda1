using System.Threading.Channels;

namespace Skills.Engine.Caching;

/// <summary>Writes that run in the background, in order, bounded in number: when too many wait, the oldest is dropped and counted.</summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly Channel<Write> _writes;
    private readonly Task[] _readers;

    public WriteQueue(int length, int readers, CacheCounters counters)
    {
        _writes = Channel.CreateBounded<Write>(
            new BoundedChannelOptions(length) { FullMode = BoundedChannelFullMode.DropOldest },
            dropped =>
            {
                counters.Dropped();
                dropped.Done.TrySetResult();
            });
        _readers = [.. Enumerable.Range(0, readers).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Adds a write, which must not throw. The task ends when it is done or dropped.</summary>
    public Task Add(Func<ValueTask> write)
    {
        var item = new Write(write);
        if (!_writes.Writer.TryWrite(item))
        {
            item.Done.TrySetResult();
        }

        return item.Done.Task;
    }

    /// <summary>Waits a moment for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        // In real time: a host that stops does not wait for a fake clock that does not move.
        await Task.WhenAll(_readers).WaitAsync(DrainTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        await foreach (var write in _writes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await write.Run().ConfigureAwait(false);
            write.Done.TrySetResult();
        }
    }

    private sealed class Write(Func<ValueTask> run)
    {
        public Func<ValueTask> Run => run;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
