namespace Skills.Engine.Caching;

/// <summary>
/// Leaves a failing store alone: opens after some failures in a row, or when half of the last calls failed, and closes when a
/// probe succeeds. Probes run in the background, one at a time, so none of them waits for a store that may be dead.
/// </summary>
internal sealed class CircuitBreaker(int failuresInARow, TimeSpan pause, TimeProvider time, Func<Task<bool>> probe, Action<bool> onChange)
{
    private const int Window = 20;

    private readonly Lock _gate = new();
    private readonly bool[] _failed = new bool[Window];
    private int _calls;
    private int _row;
    private bool _probing;
    private long? _openSince;

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _openSince is not null;
            }
        }
    }

    /// <summary>Whether a call may be made. While open it may not, and when the pause is over this starts the probe.</summary>
    public bool MayCall()
    {
        lock (_gate)
        {
            if (_openSince is not { } since)
            {
                return true;
            }

            if (!_probing && time.GetElapsedTime(since) >= pause)
            {
                _probing = true;
                _ = Task.Run(ProbeAsync);
            }

            return false;
        }
    }

    /// <summary>Takes note of how a call ended.</summary>
    public void Report(bool succeeded)
    {
        lock (_gate)
        {
            // Calls under way when it opened say nothing new.
            if (_openSince is not null)
            {
                return;
            }

            _failed[_calls++ % Window] = !succeeded;
            _row = succeeded ? 0 : _row + 1;
            if (_row < failuresInARow && (_calls < Window || _failed.Count(static f => f) * 2 < Window))
            {
                return;
            }

            _openSince = time.GetTimestamp();
        }

        onChange(true);
    }

    private async Task ProbeAsync()
    {
        var succeeded = await probe().ConfigureAwait(false);
        lock (_gate)
        {
            _probing = false;
            if (!succeeded)
            {
                _openSince = time.GetTimestamp();
                return;
            }

            _openSince = null;
            _calls = 0;
            _row = 0;
            Array.Clear(_failed);
        }

        onChange(false);
    }
}
