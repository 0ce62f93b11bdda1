namespace Skills.Engine.Routing;

/// <summary>
/// One limit per minute: a bucket that fills evenly, and what the provider last said was left until a reset.
/// Not thread-safe. A demand larger than the whole bucket waits for a full one, as it could never be met otherwise.
/// </summary>
internal sealed class RateBucket
{
    private double? _capacity;
    private double _level;
    private long _filledAt;
    private double? _left;
    private long _leftUntil;

    public void Grant(long? perMinute, long now)
    {
        if (perMinute == (long?)_capacity)
        {
            return;
        }

        _capacity = perMinute;
        _level = perMinute ?? 0;
        _filledAt = now;
    }

    public void Observe(long? remaining, TimeSpan? reset, long now)
    {
        if (remaining is not { } left)
        {
            return;
        }

        // Headers without a reset time hold for a second: long enough to slow a burst, too short to block for nothing.
        _left = Math.Max(0, left);
        _leftUntil = now + Math.Clamp((reset ?? TimeSpan.FromSeconds(1)).Ticks, 0, TimeSpan.TicksPerDay);
    }

    public long ReadyAt(double demand, long now)
    {
        var ready = now;
        if (_capacity is { } capacity)
        {
            Fill(capacity, now);
            var missing = Math.Min(demand, capacity) - _level;
            if (missing > 0)
            {
                ready = capacity <= 0 ? long.MaxValue : now + (long)Math.Ceiling(missing / capacity * TimeSpan.TicksPerMinute);
            }
        }

        return _left is { } left && now < _leftUntil && left < demand ? Math.Max(ready, _leftUntil) : ready;
    }

    public void Take(double demand, long now)
    {
        if (_capacity is { } capacity)
        {
            Fill(capacity, now);
            _level -= Math.Min(demand, capacity);
        }

        _left = now < _leftUntil ? _left - demand : null;
    }

    public void Return(double unused, long now)
    {
        if (_capacity is { } capacity)
        {
            Fill(capacity, now);
            _level = Math.Min(capacity, _level + unused);
        }
    }

    private void Fill(double capacity, long now)
    {
        _level = Math.Min(capacity, _level + (capacity * (now - _filledAt) / TimeSpan.TicksPerMinute));
        _filledAt = now;
    }
}
