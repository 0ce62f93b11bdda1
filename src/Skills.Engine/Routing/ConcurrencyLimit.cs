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
    /// <param name="start">When the rejected one began, and how many others were under way then.</param>
    /// <param name="now">The monotonic time.</param>
    /// <returns>True when the others show how many are accepted; false when there were none, and all must wait.</returns>
    public bool Reject(TryStart start, long now)
    {
        // Rejections of one burst arrive in any order. The one that began with the fewest others shows how many were accepted.
        var isSameBurst = IsKnown && start.At <= _rejectedAt;

        // Rejected with fewer under way than had been accepted: a rate, not a number, may be used up.
        var isBelow = IsKnown && !isSameBurst && start.Others < _accepted;
        Most = Math.Max(1, Math.Min(isBelow ? Most / 2 : Most, start.Others));
        _accepted = isSameBurst ? Math.Min(_accepted, start.Others) : start.Others;
        (_rejectedAt, _changedAt, _step) = (now, now, 1);
        return start.Others > 0;
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
