using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Skills.Engine.Caching;

/// <summary>
/// Invalidation by counters: an entry holds the generation it was made in, and is a miss once a counter moved. Readers ask
/// the store again when what they know is older than the bound; signals only make that sooner, so a lost one does no harm.
/// </summary>
internal sealed class Generations : IDisposable
{
    private const int NameBytes = 16;
    private const int MostTenantsOfASkill = 10_000;

    private readonly SkillCacheOptions _options;
    private readonly GuardedStore? _store;
    private readonly ISkillCacheCoordinator? _coordinator;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposing = new();
    private readonly IDisposable? _signals;

    // Counters are held by the scopes that use them; here only weakly, so that tenants that come and go leave nothing behind.
    private readonly ConcurrentDictionary<string, WeakReference<GenerationCounter>> _counters = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Skill, SkillScopes> _scopes = [];
    private readonly ConcurrentDictionary<string, GenerationCounter> _pending = new(StringComparer.Ordinal);
    private ulong _sequence;
    private int _purgeAt = 1024;
    private int _retrying;

    public Generations(SkillCacheOptions options, GuardedStore? store, ISkillCacheCoordinator? coordinator, TimeProvider time, ILogger logger)
    {
        _options = options;
        _store = store;
        _coordinator = coordinator;
        _time = time;
        _logger = logger;
        _signals = coordinator?.OnSignal(OnSignal);
    }

    /// <summary>The counters that decide on a skill's results for a tenant.</summary>
    public GenerationScope ScopeOf(Skill skill, string? tenant)
    {
        var scopes = _scopes.GetValue(skill, static _ => new());
        if (tenant is null)
        {
            return scopes.WithoutTenant ??= Make(skill, null);
        }

        if (scopes.ByTenant.TryGetValue(tenant, out var known))
        {
            return known;
        }

        if (scopes.ByTenant.Count >= MostTenantsOfASkill)
        {
            scopes.ByTenant.Clear();
        }

        return scopes.ByTenant.GetOrAdd(tenant, Make(skill, tenant));
    }

    /// <summary>Whether what is known of the scope is recent enough to serve by. Near the bound it is read again in the background.</summary>
    public bool IsRecent(GenerationScope scope)
    {
        if (_store is null)
        {
            return true;
        }

        var oldest = scope.OldestReading;
        if (oldest == 0)
        {
            return false;
        }

        var age = _time.GetElapsedTime(oldest);
        if (age > _options.InvalidationBound / 2 && age <= _options.InvalidationBound)
        {
            _ = ReadAsync(scope);
        }

        return age <= _options.InvalidationBound;
    }

    /// <summary>Reads what is not recent, waiting no longer than <paramref name="limit"/>; whether all is recent afterwards.</summary>
    public async ValueTask<bool> RefreshAsync(GenerationScope scope, StoreBudget budget, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (IsRecent(scope))
        {
            return true;
        }

        var reading = ReadAsync(scope);
        await budget.WaitAsync(reading, limit, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return scope.OldestReading is not 0 and var oldest && _time.GetElapsedTime(oldest) <= _options.InvalidationBound;
    }

    /// <summary>Makes everything older a miss: here at once, elsewhere within the bound once the store has it. False when it has not yet; it is tried again.</summary>
    public async ValueTask<bool> InvalidateAsync(CacheInvalidation what, CancellationToken cancellationToken)
    {
        var counter = Counter(NameOf(what));
        counter.InvalidateHere(_store is not null);
        if (_store is null)
        {
            return true;
        }

        // A caller that stops waiting does not stop the invalidation.
        return await FlushOrRetryAsync(counter).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals?.Dispose();
        _disposing.Cancel();
        _disposing.Dispose();
    }

    private GenerationScope Make(Skill skill, string? tenant)
    {
        List<CacheInvalidation> scopes =
        [
            CacheInvalidation.All,
            new() { SkillId = skill.Id },
            new() { SkillId = skill.Id, SkillVersion = skill.Version },
            .. skill.Cache.Tags.Order(StringComparer.Ordinal).Select(static tag => new CacheInvalidation { Tag = tag }),
        ];

        if (tenant is not null)
        {
            scopes.Add(new() { TenantId = tenant });
            scopes.Add(new() { TenantId = tenant, SkillId = skill.Id });
            scopes.Add(new() { TenantId = tenant, SkillId = skill.Id, SkillVersion = skill.Version });
        }

        return new(CacheKey.HashTag(tenant, skill.Id), [.. scopes.Select(what => Counter(NameOf(what)))]);
    }

    private string NameOf(CacheInvalidation what) => what == CacheInvalidation.All
        ? _options.KeyPrefix + SkillCacheEpoch.Suffix
        : $"{_options.KeyPrefix}:g:{CacheKey.ShortHash(NameBytes, what.TenantId, what.SkillId, what.SkillVersion, what.Tag)}";

    private GenerationCounter Counter(string name)
    {
        while (true)
        {
            var reference = _counters.GetOrAdd(name, static (name, self) => new(self.NewCounter(name)), this);
            if (reference.TryGetTarget(out var counter))
            {
                Purge();
                return counter;
            }

            _counters.TryRemove(new(name, reference));
        }
    }

    // A counter that is created again never repeats a value an entry may remember, so forgetting one costs misses only.
    private GenerationCounter NewCounter(string name) => new(name, Interlocked.Add(ref _sequence, 1UL << 20));

    private void Purge()
    {
        if (_counters.Count < _purgeAt)
        {
            return;
        }

        foreach (var (name, reference) in _counters)
        {
            if (!reference.TryGetTarget(out _))
            {
                _counters.TryRemove(new(name, reference));
            }
        }

        _purgeAt = Math.Max(1024, _counters.Count * 2);
    }

    private Task ReadAsync(GenerationScope scope)
    {
        List<Task>? reads = null;
        foreach (var counter in scope.Counters)
        {
            if (counter.ReadAt == 0 || _time.GetElapsedTime(counter.ReadAt) > _options.InvalidationBound / 2)
            {
                (reads ??= []).Add(ReadOnceAsync(counter));
            }
        }

        return reads is null ? Task.CompletedTask : Task.WhenAll(reads);
    }

    private Task ReadOnceAsync(GenerationCounter counter)
    {
        lock (counter.Gate)
        {
            return counter.Reading is { IsCompleted: false } reading ? reading : counter.Reading = ReadAsync(counter);
        }
    }

    private async Task ReadAsync(GenerationCounter counter)
    {
        var askedAt = _time.GetTimestamp();
        if (await _store!.IncrementAsync(counter.Name, 0).ConfigureAwait(false) is { } shared)
        {
            counter.Set(shared, askedAt);
        }
    }

    private async Task<bool> FlushAsync(GenerationCounter counter)
    {
        var askedAt = _time.GetTimestamp();
        if (await _store!.IncrementAsync(counter.Name, 1).ConfigureAwait(false) is not { } shared)
        {
            return false;
        }

        counter.Set(shared, askedAt);
        counter.Reached();
        if (_coordinator is not null)
        {
            await _store.WriteAsync(async token =>
            {
                await _coordinator.SignalAsync(counter.Name, token).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> FlushOrRetryAsync(GenerationCounter counter)
    {
        if (await FlushAsync(counter).ConfigureAwait(false))
        {
            return true;
        }

        CacheLog.InvalidationPending(_logger);
        _pending[counter.Name] = counter;
        if (Interlocked.Exchange(ref _retrying, 1) == 0)
        {
            _ = Task.Run(RetryAsync);
        }

        return false;
    }

    private async Task RetryAsync()
    {
        try
        {
            while (!_pending.IsEmpty)
            {
                await Task.Delay(_options.BreakerPause, _time, _disposing.Token).ConfigureAwait(false);
                foreach (var (name, counter) in _pending)
                {
                    if (await FlushAsync(counter).ConfigureAwait(false))
                    {
                        _pending.TryRemove(name, out _);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: what is pending ends with the process.
        }
        finally
        {
            Volatile.Write(ref _retrying, 0);
        }
    }

    private void OnSignal(string message)
    {
        if (_counters.TryGetValue(message, out var reference) && reference.TryGetTarget(out var counter))
        {
            counter.Forget();
        }
    }

    private sealed class SkillScopes
    {
        public GenerationScope? WithoutTenant { get; set; }

        public ConcurrentDictionary<string, GenerationScope> ByTenant { get; } = new(StringComparer.Ordinal);
    }
}
