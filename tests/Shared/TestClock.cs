using Microsoft.Extensions.Time.Testing;

namespace Skills.Tests;

/// <summary>
/// A fake clock that starts at noon of 2026-08-21 UTC, a day on which the prices of the embedded model catalog are valid,
/// and that shows how many timers wait, so that a test can see that a wait began before it advances the clock.
/// </summary>
/// <param name="start">The time it starts at.</param>
internal sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _activeTimers;
    private long _jumped;

    public TestClock() : this(new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>How many timers are set and have not fired for the last time.</summary>
    public int ActiveTimers => Volatile.Read(ref _activeTimers);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _jumped));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the wall clock, as an administrator does. Timers and timestamps go on as before.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _jumped, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, callback, state);
        timer.Start(base.CreateTimer(static timer => ((CountedTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    private sealed class CountedTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _gate = new();
        private ITimer _inner = null!;
        private bool _isActive;
        private bool _isPeriodic;

        public void Start(ITimer inner, TimeSpan dueTime, TimeSpan period)
        {
            _inner = inner;
            Change(dueTime, period);
        }

        public void Fire()
        {
            lock (_gate)
            {
                SetActive(_isActive && _isPeriodic);
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _isPeriodic = period > TimeSpan.Zero;
                SetActive(dueTime >= TimeSpan.Zero);
            }

            if (_inner.Change(dueTime, period))
            {
                return true;
            }

            lock (_gate)
            {
                SetActive(false);
            }

            return false;
        }

        public void Dispose()
        {
            lock (_gate)
            {
                SetActive(false);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void SetActive(bool active)
        {
            if (active != _isActive)
            {
                _isActive = active;
                Interlocked.Add(ref clock._activeTimers, active ? 1 : -1);
            }
        }
    }
}
