namespace Skills.Tests;

/// <summary>A clock that moves from timer to timer as fast as the code that waits for it lets it. Thread-safe. Tests and simulations share it.</summary>
internal sealed class VirtualTime(DateTimeOffset? start = null) : TimeProvider
{
    private const int PoolTurns = 4;
    private const int MostIdle = 5000;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _queue = new();
    private long _ticks = (start ?? new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)).Ticks;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on by a time and fires what is due within it.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetTimestamp() + by.Ticks;
        while (FireNext(target))
        {
        }

        Interlocked.Exchange(ref _ticks, target);
    }

    /// <summary>Moves from timer to timer until the task ends.</summary>
    /// <param name="task">The task.</param>
    /// <param name="step">The longest step; null for any. Without one, a deadline far away can be the next timer, while a caller whose turn has come was not yet given a thread.</param>
    public T Run<T>(Task<T> task, TimeSpan? step = null)
    {
        for (var idle = 0; !task.IsCompleted;)
        {
            // Work handed to the pool gets its turn before the clock moves on.
            LetThePoolWork(task);
            idle = task.IsCompleted || FireNext(step is { } most ? GetTimestamp() + most.Ticks : long.MaxValue) ? 0 : idle + 1;
            if (idle >= MostIdle)
            {
                throw new InvalidOperationException("The task waits for something that is not a timer.");
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Gives work handed to the pool its turn.</summary>
    public static void LetThePoolWork(Task task)
    {
        for (var i = 0; i < PoolTurns && !task.IsCompleted; i++)
        {
            using var reached = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static e => e.Set(), reached, preferLocal: false);
            reached.Wait(TimeSpan.FromSeconds(5));
            SpinWait.SpinUntil(() => task.IsCompleted, TimeSpan.FromMilliseconds(0.2));
        }
    }

    /// <summary>Moves on to the next timer, if it is due within a time from now, unless something is so at the moment it is taken: no timer is added meanwhile.</summary>
    public bool FireNext(TimeSpan within, Func<bool>? unless = null) => FireNext(GetTimestamp() + within.Ticks, unless);

    private bool FireNext(long until, Func<bool>? unless = null)
    {
        if (TakeNext(until, unless) is not { } timer)
        {
            return false;
        }

        timer.Fire();
        return true;
    }

    private VirtualTimer? TakeNext(long until, Func<bool>? unless)
    {
        lock (_gate)
        {
            if (unless?.Invoke() ?? false)
            {
                return null;
            }

            while (_queue.TryPeek(out var next, out var key) && (next.Timer.Version != next.Version || key.Due <= until))
            {
                _queue.Dequeue();
                if (next.Timer.Version == next.Version)
                {
                    Interlocked.Exchange(ref _ticks, Math.Max(_ticks, key.Due));
                    return next.Timer;
                }
            }

            return null;
        }
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private TimeSpan _period = period;

        public long Version { get; private set; }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                Version++;
                if (dueTime >= TimeSpan.Zero)
                {
                    time._queue.Enqueue((this, Version), (time.GetTimestamp() + dueTime.Ticks, time._order++));
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
