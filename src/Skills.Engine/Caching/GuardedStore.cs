using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Skills.Engine.Caching;

/// <summary>The shared store behind deadlines and breakers: every call ends in time, and no failure leaves here.</summary>
internal sealed class GuardedStore
{
    private readonly ISkillCacheStore _store;
    private readonly SkillCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheCounters _counters;
    private readonly ILogger _logger;
    private readonly CircuitBreaker _reads;
    private readonly CircuitBreaker _writes;

    public GuardedStore(ISkillCacheStore store, SkillCacheOptions options, TimeProvider time, CacheCounters counters, ILogger logger)
    {
        _store = store;
        _options = options;
        _time = time;
        _counters = counters;
        _logger = logger;

        // A store may read well and not write (a replica, memory used up), so the two are judged apart.
        var probeKey = options.KeyPrefix + ":probe";
        _reads = Breaker("reading", token => Discard(store.GetAsync(probeKey, token)));
        _writes = Breaker("writing", token => store.SetAsync(probeKey, new byte[] { 1 }, TimeSpan.FromSeconds(1), token));
    }

    public bool IsCircuitOpen => _reads.IsOpen || _writes.IsOpen;

    /// <summary>Whether writes are not tried at the moment.</summary>
    public bool IsWritingOff => _writes.IsOpen;

    /// <summary>Reads an entry, waiting no longer than <paramref name="limit"/>; null when there is none or no answer.</summary>
    public ValueTask<(bool Answered, byte[]? Value)> GetAsync(string key, StoreBudget budget, TimeSpan limit, CancellationToken cancellationToken) =>
        CallAsync(_reads, "reading", token => _store.GetAsync(key, token), budget, limit, _options.HardWait, cancellationToken);

    /// <summary>Any other read that shares the store's fate, such as one that takes a lease when there is no entry.</summary>
    public ValueTask<(bool Answered, T? Value)> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> call, StoreBudget budget, CancellationToken cancellationToken) =>
        CallAsync(_reads, "reading", call, budget, budget.Hard, _options.HardWait, cancellationToken);

    /// <summary>Writes an entry; whether it was written in time.</summary>
    public async ValueTask<bool> SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl)
    {
        var (answered, _) = await WriteAsync(async token =>
        {
            await _store.SetAsync(key, value, ttl, token).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        if (answered)
        {
            _counters.Written(value.Length);
        }

        return answered;
    }

    /// <summary>Adds to a counter, or reads it with 0; null when there is no answer within the call's own deadline.</summary>
    public async ValueTask<long?> IncrementAsync(string counter, long by)
    {
        var (answered, value) = by == 0
            ? await CallAsync(_reads, "reading", token => _store.IncrementAsync(counter, 0, token), _options.HardWait).ConfigureAwait(false)
            : await CallAsync(_writes, "writing", token => _store.IncrementAsync(counter, by, token), _options.WriteTimeout).ConfigureAwait(false);
        return answered ? value : null;
    }

    /// <summary>Any other write that shares the store's fate, such as those of a lease.</summary>
    public ValueTask<(bool Answered, T? Value)> WriteAsync<T>(Func<CancellationToken, ValueTask<T>> call) => CallAsync(_writes, "writing", call, _options.WriteTimeout);

    /// <summary>A write that an execution waits for.</summary>
    public ValueTask<(bool Answered, T? Value)> WriteAsync<T>(Func<CancellationToken, ValueTask<T>> call, StoreBudget budget, TimeSpan limit, CancellationToken cancellationToken) =>
        CallAsync(_writes, "writing", call, budget, limit, _options.HardWait, cancellationToken);

    private ValueTask<(bool Answered, T? Value)> CallAsync<T>(CircuitBreaker breaker, string operation, Func<CancellationToken, ValueTask<T>> call, TimeSpan deadline)
    {
        if (breaker.MayCall())
        {
            return JudgeAsync(breaker, operation, new StoreCall<T>(call), deadline);
        }

        _counters.Skipped();
        return default;
    }

    // The caller waits for `limit`; the call itself is judged by `deadline`, so that an impatient caller opens no breaker.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool Answered, T? Value)> CallAsync<T>(
        CircuitBreaker breaker, string operation, Func<CancellationToken, ValueTask<T>> call, StoreBudget budget, TimeSpan limit, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (budget.Hard <= TimeSpan.Zero || !breaker.MayCall())
        {
            _counters.Skipped();
            return default;
        }

        var running = new StoreCall<T>(call);
        var wait = budget.Begin(limit);
        while (wait.Continues(running.Task, cancellationToken))
        {
            await wait.SliceAsync(running.Task, cancellationToken);
            wait.EndSlice();
        }

        budget.Spend(wait.Counted);
        if (running.Task.IsCompleted || (wait.Counted >= deadline && !cancellationToken.IsCancellationRequested))
        {
            return await JudgeAsync(breaker, operation, running, TimeSpan.Zero).ConfigureAwait(false);
        }

        _ = JudgeAsync(breaker, operation, running, deadline - wait.Counted).AsTask();
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    // The end of a call, for its caller or in the background.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool Answered, T? Value)> JudgeAsync<T>(CircuitBreaker breaker, string operation, StoreCall<T> running, TimeSpan left)
    {
        using var ended = running;
        try
        {
            var value = await running.WithinAsync(left, _time).ConfigureAwait(false);
            breaker.Report(succeeded: true);
            return (true, value);
        }
        catch (Exception e)
        {
            // Whatever a store throws is a miss: that is this class's purpose.
            _counters.Failed();
            CacheLog.StoreFailed(_logger, operation, e);
            breaker.Report(succeeded: false);
            return default;
        }
    }

    private CircuitBreaker Breaker(string operation, Func<CancellationToken, ValueTask> probe)
    {
        return new(_options.BreakerFailures, _options.BreakerPause, _time, ProbeAsync, OnChange);

        async Task<bool> ProbeAsync()
        {
            try
            {
                using var call = new StoreCall<bool>(async token =>
                {
                    await probe(token).ConfigureAwait(false);
                    return true;
                });
                return await call.WithinAsync(_options.HardWait, _time).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // As above: a probe that fails in any way has failed.
                CacheLog.StoreFailed(_logger, operation, e);
                return false;
            }
        }

        void OnChange(bool opened)
        {
            if (opened)
            {
                CacheLog.StoreCircuitOpened(_logger, operation);
            }
            else
            {
                CacheLog.StoreAnswersAgain(_logger, operation);
            }
        }
    }

    private static async ValueTask Discard<T>(ValueTask<T> task) => await task.ConfigureAwait(false);
}
