using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Skills.Engine.Caching;

/// <summary>Single flight across processes: takes leases, and waits for those of others by signal, with a slow look in between in case one got lost.</summary>
internal sealed class LeaseManager : IDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan SlowestLook = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _wakeUps = new(StringComparer.Ordinal);
    private readonly ISkillCacheCoordinator _coordinator;
    private readonly GuardedStore _store;
    private readonly SkillCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _signals;

    public LeaseManager(ISkillCacheCoordinator coordinator, GuardedStore store, SkillCacheOptions options, TimeProvider time)
    {
        _coordinator = coordinator;
        _store = store;
        _options = options;
        _time = time;
        _signals = coordinator.OnSignal(WakeUp);
    }

    /// <summary>The lease, or the entry another process made; neither when the store is in trouble or the wait too long: then everyone works alone.</summary>
    public async ValueTask<(HeldLease? Lease, CacheEntry? Entry)> LeadAsync(
        string key, ulong generation, StoreBudget budget, Func<byte[], CacheEntry?> read, Func<ValueTask<CacheEntry?>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await WaitAsync(key, generation, budget, read, look, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // No signal may come for the key again. A caller of another generation that waits for it looks and registers again.
            WakeUp(key);
        }
    }

    /// <summary>Reads the entry or takes the lease, as a read; neither when another holds it or it cannot be taken now.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(HeldLease? Lease, byte[]? Entry)> FindOrTakeAsync(string key, ulong generation, StoreBudget budget, CancellationToken cancellationToken)
    {
        using var claim = new Claim();
        var (_, taken) = await _store.ReadAsync(
            token => claim.DeliverAsync(_coordinator.FindOrClaimAsync(key, generation, _options.LeaseDuration, token)), budget, cancellationToken).ConfigureAwait(false);
        return (Held(taken.Lease), taken.Entry);
    }

    /// <summary>Tries once. Not to work only when another holds the lease; without an answer one works without it.</summary>
    public async ValueTask<(bool MayWork, HeldLease? Lease, byte[]? Entry)> TryTakeAsync(string key, ulong generation, StoreBudget budget, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var claim = new Claim();
        var (answered, taken) = await _store.WriteAsync(
            token => claim.DeliverAsync(_coordinator.ClaimAsync(key, generation, _options.LeaseDuration, token)), budget, limit, cancellationToken).ConfigureAwait(false);
        return (!answered || taken.Lease is not null, Held(taken.Lease), taken.Entry);
    }

    /// <summary>Writes the entry, releases the lease and wakes callers that wait.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask StoreAsync(SkillCacheLease lease, byte[] bytes, TimeSpan ttl, CacheCounters counters)
    {
        var (answered, stored) = await _store.WriteAsync(token => lease.StoreAsync(bytes, ttl, token)).ConfigureAwait(false);
        if (stored)
        {
            counters.Written(bytes.Length);
        }
        else if (answered)
        {
            counters.Fenced();
        }
    }

    /// <summary>Releases the lease without an entry and wakes callers that wait.</summary>
    public async ValueTask ReleaseAsync(SkillCacheLease lease) => await _store.WriteAsync(async token =>
    {
        await lease.ReleaseAsync(token).ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _signals.Dispose();

    private async ValueTask<(HeldLease? Lease, CacheEntry? Entry)> WaitAsync(
        string key, ulong generation, StoreBudget budget, Func<byte[], CacheEntry?> read, Func<ValueTask<CacheEntry?>> look, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        for (var pause = FirstLook; ; pause = pause < SlowestLook / 2 ? pause * 2 : SlowestLook)
        {
            // Before asking: a signal between the answer and the wait is not missed.
            var wakeUp = _wakeUps.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            var (mayWork, lease, bytes) = await TryTakeAsync(key, generation, budget, budget.Hard, cancellationToken).ConfigureAwait(false);
            if (mayWork)
            {
                return Settle(lease, bytes is null ? null : read(bytes));
            }

            if (_time.GetElapsedTime(since) >= _options.SingleFlightTimeout)
            {
                return default;
            }

            await wakeUp.Task.WaitAsync(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (await look().ConfigureAwait(false) is { } entry)
            {
                return (null, entry);
            }

            // The wait for another process is over; the store starts over.
            budget = new(_time, _options);
        }
    }

    // The holder before may have written between our look and our lease. Nobody waits for the release.
    private (HeldLease? Lease, CacheEntry? Entry) Settle(HeldLease? lease, CacheEntry? entry)
    {
        if (lease is null || entry is null)
        {
            return (lease, null);
        }

        _ = ReleaseAsync(lease.Take()).AsTask();
        return (null, entry);
    }

    private void WakeUp(string message)
    {
        if (_wakeUps.TryRemove(message, out var wakeUp))
        {
            wakeUp.TrySetResult();
        }
    }

    private HeldLease? Held(SkillCacheLease? lease) => lease is null ? null : new(lease, _options.LeaseDuration, _options.SingleFlightTimeout, _store, _time);

    /// <summary>Waits for the lease or the end of the caller's wait, whichever comes first.</summary>
    private sealed class Claim : IDisposable
    {
        private int _decided;

        /// <summary>Returns what was claimed. A lease that is granted after the caller went on without it is released.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<SkillCacheClaim> DeliverAsync(ValueTask<SkillCacheClaim> claiming)
        {
            var taken = await claiming.ConfigureAwait(false);
            if (taken.Lease is null || Interlocked.CompareExchange(ref _decided, 1, 0) == 0)
            {
                return taken;
            }

            await taken.Lease.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return default;
        }

        public void Dispose() => Interlocked.CompareExchange(ref _decided, 2, 0);
    }
}
