namespace Skills.Engine.Routing;

/// <summary>
/// How many tries a deployment takes at once, learned from its 429 answers: additive increase, multiplicative decrease. There is
/// no limit before the first one. Not thread-safe: its <see cref="RateLimits"/> holds the lock.
/// </summary>
internal sealed class ConcurrencyLimit
{
    private const int None = int.MaxValue;
    private const int LargestStep = 1024;
    private const long GrowsEvery = TimeSpan.TicksPerSecond / 2;
    private const long ForgottenAfter = TimeSpan.TicksPerMinute;

    private int _accepted = None;
    private int _step = 1;
    private long _rejectedAt;
    private long _changedAt;

    /// <summary>Tries that may be under way together.</summary>
    public int Most { get; private set; } = None;

    public bool IsKnown => Most != None;

    /// <summary>Takes a rejected try in.</summary>
    /// <param name="others">Other tries under way, which were accepted or will be rejected in turn.</param>
    /// <param name="startedAt">When the rejected one began.</param>
    /// <param name="now">The monotonic time.</param>
    /// <returns>True when those under way show what is accepted; false when nothing is, and all must wait.</returns>
    public bool Reject(int others, long startedAt, long now)
    {
        // Refused though no more were under way than had been accepted: a rate, not a number, may be used up.
        var isBelow = startedAt >= _rejectedAt && others < _accepted && IsKnown;
        Most = Math.Max(1, Math.Min(isBelow ? Most / 2 : Most, others));
        (_accepted, _rejectedAt, _changedAt, _step) = (others, now, now, 1);
        return others > 0;
    }

    /// <summary>Takes an answered try in. The limit grows while it holds calls back, at first by one and then faster, and is forgotten when it has not for a minute.</summary>
    public void Succeed(bool holdsBack, long now)
    {
        if (!IsKnown || now - _changedAt < (holdsBack ? GrowsEvery : ForgottenAfter))
        {
            return;
        }

        _changedAt = now;
        Most = holdsBack ? Most + _step : None;
        _step = Math.Min(_step * 2, LargestStep);
        _accepted = IsKnown ? _accepted : None;
    }
}
