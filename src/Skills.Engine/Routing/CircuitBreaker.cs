namespace Skills.Engine.Routing;

/// <summary>
/// Closed, open or half-open for one deployment. Not thread-safe: its <see cref="Deployment"/> holds the lock. Times are
/// ticks of a monotonic clock, so that a jump of the wall clock opens or closes nothing.
/// </summary>
internal sealed class CircuitBreaker(BreakerOptions options)
{
    private const int MostCounted = 64;

    // Executions and prompts whose failure was counted lately.
    private readonly Queue<long> _counted = new();

    private int _inARow;
    private int _startedInRow;
    private long _rowSince;
    private int _opened;
    private long _probeUntil;
    private (long From, int Tries, int Failures) _window;
    private (int Tries, int Failures) _previous;

    /// <summary>Whether the circuit is open or half-open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When the next probe may start; meaningful while <see cref="IsOpen"/>.</summary>
    public long OpenUntil { get; private set; }

    /// <summary>When a try may start: now when closed, otherwise when the circuit turns half-open and no probe is under way.</summary>
    public long ReadyAt => IsOpen ? Math.Max(OpenUntil, _probeUntil) : 0;

    /// <summary>Lets a try in; while open only one probe at a time, each with a deadline of its own.</summary>
    public bool TryEnter(long now, out bool isProbe)
    {
        isProbe = false;
        if (!IsOpen)
        {
            _startedInRow++;
            Roll(now);
            _window.Tries++;
            return true;
        }

        if (now < ReadyAt)
        {
            return false;
        }

        isProbe = true;
        _probeUntil = now + options.ProbeTimeout.Ticks;
        return true;
    }

    /// <summary>Frees the probe's place without a verdict, as after a cancellation.</summary>
    public void Forget(bool isProbe)
    {
        if (isProbe)
        {
            _probeUntil = 0;
        }
    }

    /// <summary>Counts a success. While open only a probe's verdict counts, and a row of failures is only ended by a try begun within it: a late answer from before says nothing of now.</summary>
    /// <returns>True when this closed the circuit.</returns>
    public bool Succeeded(long now, long startedAt, bool isProbe)
    {
        if (IsOpen)
        {
            if (isProbe)
            {
                Close(now);
            }

            return isProbe;
        }

        if (startedAt >= _rowSince)
        {
            _inARow = 0;
        }

        return false;
    }

    /// <summary>Counts a failure: one of each execution, and one of each prompt that may have caused it. No single caller can open the circuit for all others.</summary>
    /// <returns>True when this opened the circuit.</returns>
    public bool Failed(long now, bool isProbe, TryOrigin origin = default)
    {
        if (IsOpen)
        {
            if (isProbe)
            {
                Open(now);
            }

            return isProbe;
        }

        Roll(now);
        if (!IsNew(origin))
        {
            _startedInRow = Math.Max(0, _startedInRow - 1);
            _window.Tries = Math.Max(0, _window.Tries - 1);
            return false;
        }

        if (_inARow++ == 0)
        {
            (_rowSince, _startedInRow) = (now, 0);
        }

        _window.Failures++;
        var tries = _window.Tries + _previous.Tries;
        var failures = _window.Failures + _previous.Failures;
        if (IsRow || (tries >= options.MinimumTries && failures >= Math.Max(2, options.FailureRate * tries)))
        {
            Open(now);
            return true;
        }

        return false;
    }

    // Failures often come faster than answers: of the tries begun since the first failure, most must have failed.
    private bool IsRow => _inARow >= Math.Max(2, options.ConsecutiveFailures) && _inARow >= options.FailureRate * _startedInRow;

    private bool IsNew(TryOrigin origin)
    {
        if (_counted.Contains(origin.Execution) || _counted.Contains(origin.Prompt))
        {
            return false;
        }

        Remember(origin.Execution);
        Remember(origin.Prompt);
        return true;
    }

    private void Remember(long key)
    {
        if (key != 0)
        {
            _counted.Enqueue(key);
            if (_counted.Count > MostCounted)
            {
                _counted.Dequeue();
            }
        }
    }

    private void Open(long now)
    {
        var doubled = options.OpenFor.Ticks * Math.Pow(2, Math.Min(_opened, 30));
        OpenUntil = now + (long)Math.Min(doubled, options.MaxOpenFor.Ticks);
        IsOpen = true;
        _opened++;
        _probeUntil = 0;
    }

    private void Close(long now)
    {
        IsOpen = false;
        _opened = 0;
        _inARow = 0;
        _probeUntil = 0;
        _window = (now, 0, 0);
        _previous = default;
        _counted.Clear();
    }

    // Two half windows make a sliding one at the price of two counters. Tries count when they begin.
    private void Roll(long now)
    {
        var half = options.Window.Ticks / 2;
        var age = now - _window.From;
        if (age >= half)
        {
            _previous = age < 2 * half ? (_window.Tries, _window.Failures) : default;
            _window = (now, 0, 0);
        }
    }
}
