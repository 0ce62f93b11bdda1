namespace Skills.Engine.Caching;

/// <summary>
/// Writes that run in the background, many at a time: bounded by the bytes under way and by the number that waits. When too many
/// wait, the oldest is dropped and counted. Thread-safe.
/// </summary>
internal sealed class WriteQueue(int length, long mostBytes, CacheCounters counters) : IAsyncDisposable
{
    // Small writes take room too.
    private const int Overhead = 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<Write> _waiting = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _underWay;
    private bool _isClosed;

    /// <summary>Adds a write, which must not throw. The task ends when it is done or dropped.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="write">Writes.</param>
    /// <param name="drop">Called instead of <paramref name="write"/> when it is dropped; null when nothing is to be done then.</param>
    public Task Add(int bytes, Func<ValueTask> write, Action? drop = null)
    {
        var added = new Write(this, write, bytes + Overhead, drop);
        if (Enqueue(added) is { } dropped)
        {
            if (dropped != added)
            {
                counters.Dropped();
            }

            dropped.Drop();
        }

        return added.Done.Task;
    }

    /// <summary>Waits a moment for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            EndWhenDrained();
        }

        // In real time: a host that stops does not wait for a fake clock that does not move.
        await _drained.Task.WaitAsync(DrainTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Returns the one that has no room: the oldest, or the new one when the queue is closed.
    private Write? Enqueue(Write added)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return added;
            }

            var dropped = _waiting.Count == length ? _waiting.Dequeue() : null;
            _waiting.Enqueue(added);
            StartWhatFits();
            return dropped;
        }
    }

    private async Task RunAsync(Write write)
    {
        await write.Run().ConfigureAwait(false);
        lock (_gate)
        {
            _underWay -= write.Bytes;
            StartWhatFits();
            EndWhenDrained();
        }

        write.Done.TrySetResult();
    }

    // On the pool: a store that blocks its caller does not block an execution.
    private void StartWhatFits()
    {
        while (_waiting.TryPeek(out var next) && (_underWay == 0 || _underWay + next.Bytes <= mostBytes))
        {
            _underWay += _waiting.Dequeue().Bytes;
            ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: true);
        }
    }

    private void EndWhenDrained()
    {
        if (_isClosed && _underWay == 0)
        {
            _drained.TrySetResult();
        }
    }

    private sealed class Write(WriteQueue queue, Func<ValueTask> run, long bytes, Action? drop) : IThreadPoolWorkItem
    {
        public Func<ValueTask> Run => run;

        public long Bytes => bytes;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Execute() => _ = queue.RunAsync(this);

        public void Drop()
        {
            drop?.Invoke();
            Done.TrySetResult();
        }
    }
}
