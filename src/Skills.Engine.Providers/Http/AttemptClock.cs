namespace Skills.Engine.Providers.Http;

/// <summary>The deadlines of one try: its token ends when the caller cancels or the deadline of the stage passes, and it remembers which.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly AttemptDeadlines _deadlines;
    private readonly bool _stream;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _source;
    private readonly ITimer? _timer;
    private readonly long _began;
    private long _stageBegan;
    private TimeoutStage _stage = TimeoutStage.Connect;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="deadlines">The deadlines.</param>
    /// <param name="stream">Whether the answer is streamed: the first byte of a whole one comes with its last, so those deadlines are not for it.</param>
    /// <param name="caller">Ends the try as well.</param>
    public AttemptClock(TimeProvider time, AttemptDeadlines deadlines, bool stream, CancellationToken caller)
    {
        _time = time;
        _deadlines = deadlines;
        _stream = stream;
        _caller = caller;
        _began = _stageBegan = time.GetTimestamp();
        if (deadlines is { Connect: null, FirstToken: null, Idle: null, Total: null })
        {
            return;
        }

        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = time.CreateTimer(static self => ((AttemptClock)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            Arm();
        }
    }

    public CancellationToken Token => _source?.Token ?? _caller;

    /// <summary>The deadline that passed; none while all hold.</summary>
    public TimeoutStage Passed { get; private set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    public TimeSpan Elapsed => _time.GetElapsedTime(_began);

    /// <summary>The length of the deadline that passed.</summary>
    public TimeSpan? PassedAfter => LimitOf(Passed);

    /// <summary>Moves on to a stage, or restarts <see cref="TimeoutStage.Idle"/>. Never goes back.</summary>
    public void Enter(TimeoutStage stage)
    {
        if (_timer is null || (stage == TimeoutStage.Idle && !_stream))
        {
            return;
        }

        lock (_gate)
        {
            if (_disposed || Passed != TimeoutStage.None || stage < _stage)
            {
                return;
            }

            _stageBegan = _time.GetTimestamp();
            _stage = stage;
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer?.Dispose();
        _source?.Dispose();
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (_disposed || Passed != TimeoutStage.None)
            {
                return;
            }

            var (due, stage) = Next();
            if (due is not { } left || left > TimeSpan.Zero)
            {
                Arm();
                return;
            }

            Passed = stage;
        }

        // Outside the lock: callbacks of the token may come back here.
        try
        {
            _source!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The try ended while the timer was ringing; nothing is left to cancel.
        }
    }

    private void Arm()
    {
        if (Next().Due is { } due)
        {
            _timer!.Change(due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private (TimeSpan? Due, TimeoutStage Stage) Next()
    {
        (TimeSpan? Due, TimeoutStage Stage) next = (_deadlines.Total - Elapsed, TimeoutStage.Total);
        if (!_stream)
        {
            return _stage == TimeoutStage.Connect ? Earlier(next, _deadlines.Connect - Elapsed, TimeoutStage.Connect) : next;
        }

        if (_stage == TimeoutStage.Idle)
        {
            return Earlier(next, _deadlines.Idle - _time.GetElapsedTime(_stageBegan), TimeoutStage.Idle);
        }

        // The first byte is awaited from the start of the try: a slow connection leaves less for it.
        next = Earlier(next, _deadlines.FirstToken - Elapsed, TimeoutStage.FirstToken);
        return _stage == TimeoutStage.Connect ? Earlier(next, _deadlines.Connect - Elapsed, TimeoutStage.Connect) : next;
    }

    private static (TimeSpan? Due, TimeoutStage Stage) Earlier((TimeSpan? Due, TimeoutStage Stage) next, TimeSpan? due, TimeoutStage stage) =>
        due is { } known && !(next.Due <= known) ? (known, stage) : next;

    private TimeSpan? LimitOf(TimeoutStage stage) => stage switch
    {
        TimeoutStage.Connect => _deadlines.Connect,
        TimeoutStage.FirstToken => _deadlines.FirstToken,
        TimeoutStage.Idle => _deadlines.Idle,
        TimeoutStage.Total => _deadlines.Total,
        _ => null,
    };
}
