namespace Skills.Engine.Caching;

/// <summary>A lease kept alive while its holder works.</summary>
internal sealed class HeldLease : IDisposable
{
    private readonly SkillCacheLease _lease;
    private readonly CancellationTokenSource _stop;

    public HeldLease(SkillCacheLease lease, TimeSpan duration, TimeSpan atMost, GuardedStore store, TimeProvider time)
    {
        _lease = lease;
        _stop = new(atMost, time);
        _ = RenewAsync(duration, store, time, _stop.Token);
    }

    /// <summary>Ends the renewals and hands the lease to the code that writes or releases it. Called once.</summary>
    public SkillCacheLease Take()
    {
        Dispose();
        return _lease;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RenewAsync(TimeSpan duration, GuardedStore store, TimeProvider time, CancellationToken stop)
    {
        var held = true;
        while (held && !stop.IsCancellationRequested)
        {
            await Task.Delay(duration / 3, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested)
            {
                // No answer is no loss: the lease may still be held, and the fence decides at the end.
                var (answered, renewed) = await store.WriteAsync(token => _lease.RenewAsync(duration, token)).ConfigureAwait(false);
                held = !answered || renewed;
            }
        }
    }
}
