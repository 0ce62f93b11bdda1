namespace Skills.Engine.Caching;

/// <summary>A lease kept alive while its holder works.</summary>
internal sealed class HeldLease : IDisposable
{
    private readonly SkillCacheLease _lease;
    private readonly TimeSpan _duration;
    private readonly TimeSpan _atMost;
    private readonly GuardedStore _store;
    private readonly TimeProvider _time;
    private readonly long _since;
    private readonly ITimer _renewal;
    private int _renewing;

    public HeldLease(SkillCacheLease lease, TimeSpan duration, TimeSpan atMost, GuardedStore store, TimeProvider time)
    {
        _lease = lease;
        _duration = duration;
        _atMost = atMost;
        _store = store;
        _time = time;
        _since = time.GetTimestamp();
        _renewal = time.CreateTimer(static held => ((HeldLease)held!).Renew(), this, duration / 3, duration / 3);
    }

    /// <summary>Ends the renewals and hands the lease to the code that writes or releases it. Called once.</summary>
    public SkillCacheLease Take()
    {
        Dispose();
        return _lease;
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();

    private void Renew()
    {
        if (_time.GetElapsedTime(_since) >= _atMost)
        {
            Dispose();
        }
        else if (Interlocked.Exchange(ref _renewing, 1) == 0)
        {
            _ = RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        // No answer is no loss: the lease may still be held, and the fence decides at the end.
        var (answered, renewed) = await _store.WriteAsync(token => _lease.RenewAsync(_duration, token)).ConfigureAwait(false);
        if (answered && !renewed)
        {
            Dispose();
        }

        Volatile.Write(ref _renewing, 0);
    }
}
