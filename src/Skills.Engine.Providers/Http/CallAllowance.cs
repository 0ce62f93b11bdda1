namespace Skills.Engine.Providers.Http;

/// <summary>Grants so many calls per minute, refilled steadily. Used under the lock of its pool.</summary>
internal sealed class CallAllowance(int perMinute, long now)
{
    private readonly double _ticksPerCall = (double)TimeSpan.TicksPerMinute / perMinute;
    private double _left = perMinute;
    private long _seenAt = now;

    /// <summary>The time at which a call is granted; in the past when one is granted now.</summary>
    public long ReadyAt(long now)
    {
        Refill(now);
        return _left >= 1 ? 0 : now + (long)Math.Ceiling((1 - _left) * _ticksPerCall);
    }

    public void Take(long now)
    {
        Refill(now);
        _left--;
    }

    private void Refill(long now)
    {
        _left = Math.Min(perMinute, _left + ((now - _seenAt) / _ticksPerCall));
        _seenAt = now;
    }
}
