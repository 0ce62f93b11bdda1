using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Caching;

/// <summary>
/// Steps 2 and 8: earlier results from memory or the shared store, one execution for equal requests, and what is worth
/// keeping kept. Never fails an execution, and never holds one up for longer than the hard limit.
/// </summary>
internal sealed class SkillCache : IAsyncDisposable, IDisposable
{
    private const int Writers = 4;

    private static readonly CacheLookup NotCacheable = new();

    private readonly SkillsEngineOptions _engine;
    private readonly SkillCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CacheCounters _counters = new();
    private readonly SkillDigests _digests = new();
    private readonly CacheEntryCodec _codec;
    private readonly MemoryTier _memory;
    private readonly SingleFlight _flights;
    private readonly Generations _generations;
    private readonly GuardedStore? _store;
    private readonly WriteQueue? _writes;
    private readonly LeaseDesk? _leases;

    public SkillCache(
        IOptions<SkillsEngineOptions> options,
        TimeProvider time,
        ILogger<SkillCache>? logger = null,
        ISkillCacheStore? store = null,
        ISkillCacheCoordinator? coordinator = null)
    {
        _engine = options.Value;
        _options = _engine.Cache;
        _time = time;
        _logger = logger ?? NullLogger<SkillCache>.Instance;
        _codec = new(_options);
        _memory = new(_options.MemoryBytes);
        _flights = new(time);
        if (store is not null)
        {
            _store = new(store, _options, time, _counters, _logger);
            _writes = new(_options.WriteQueueLength, Writers, _counters);
            _leases = coordinator is null ? null : new(coordinator, _store, _options, time);
        }

        _generations = new(_options, _store, store is null ? null : coordinator, time, _logger);
    }

    /// <summary>What the cache did so far.</summary>
    public SkillCacheStatistics Statistics => _counters.Snapshot(_memory, _store?.IsLeftAlone ?? false);

    /// <summary>Looks for an earlier result; on a miss, waits while another caller makes the same one.</summary>
    /// <exception cref="OperationCanceledException">The caller's token; nothing else is thrown.</exception>
    public ValueTask<CacheLookup> LookUpAsync(CacheRequest request, CancellationToken cancellationToken)
    {
        var plan = CachePlan.For(request, _engine);
        if (plan.Refusal is not null)
        {
            _counters.Of(request.Skill.Id).Bypassed();
            return new(NotCacheable);
        }

        var scope = _generations.ScopeOf(request.Skill, request.Context.TenantId);
        if (KeyOf(request, scope) is not { } key)
        {
            _counters.Of(request.Skill.Id).Bypassed();
            return new(NotCacheable);
        }

        if (plan.Read && _generations.IsRecent(scope) && InMemory(key, scope, plan) is (Standing.Fresh, { } entry))
        {
            return new(Hit(request, key, entry, HitSource.Memory));
        }

        return LookUpFurtherAsync(request, plan, key, scope, cancellationToken);
    }

    /// <summary>Makes results misses: in this process at once, in others within <see cref="SkillCacheOptions.InvalidationBound"/>.</summary>
    /// <returns>False when the shared store did not take it yet; then it is tried again until it does.</returns>
    /// <exception cref="ArgumentException">A version without its skill, or a tag beside something else.</exception>
    public ValueTask<bool> InvalidateAsync(CacheInvalidation what, CancellationToken cancellationToken) => what.Problem is { } problem
        ? throw new ArgumentException(problem, nameof(what))
        : _generations.InvalidateAsync(what, cancellationToken);

    /// <summary>What the key of an execution is made of, or why it has none.</summary>
    public CacheKeyExplanation ExplainKey(CacheRequest request)
    {
        if (CachePlan.For(request, _engine).Refusal is { } refusal)
        {
            return new(null, refusal, []);
        }

        return KeyOf(request, _generations.ScopeOf(request.Skill, request.Context.TenantId)) is { } key
            ? new(key, null, CacheKeyExplainer.Explain(request))
            : new(null, $"The inputs are nested deeper than {CanonicalJson.MaxDepth} levels.", []);
    }

    /// <summary>Keeps what a miss led to, if it may be kept.</summary>
    internal async ValueTask StoreAsync(CacheTicket ticket, SkillResult result, CancellationToken cancellationToken)
    {
        if (!ticket.Plan.Write)
        {
            return;
        }

        var ttl = KeepRules.TtlOf(result, ticket.Plan, ticket.Request.Options, _options.RefusalTtl);
        var counters = _counters.Of(ticket.Request.Skill.Id);
        if (ttl <= TimeSpan.Zero)
        {
            counters.NotStored();
            return;
        }

        var entry = Make(ticket, result, ttl);
        if (entry.Size > MostSize)
        {
            counters.NotStored();
            return;
        }

        _memory.Set(ticket.Key, entry);
        ticket.Pass?.Complete(entry);
        counters.Stored();
        await ShareAsync(ticket, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts a result past its time that was served in place of a failure.</summary>
    internal void StoodIn(CacheTicket ticket) => _counters.Of(ticket.Request.Skill.Id).StoodIn();

    /// <summary>Gives a lease back beside the caller.</summary>
    internal void GiveBack(string key, HeldLease held) => _writes?.Add(() => _leases!.ReleaseAsync(key, held.Take()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_writes is not null)
        {
            await _writes.DisposeAsync().ConfigureAwait(false);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generations.Dispose();
        _leases?.Dispose();
    }

    // Memory counts the text and its parsed form; the shared store's own limit is checked where the bytes are made.
    private long MostSize => CacheEntryCodec.EstimateSize(_options.MaxEntryBytes);

    private async ValueTask<CacheLookup> LookUpFurtherAsync(CacheRequest request, CachePlan plan, string key, GenerationScope scope, CancellationToken cancellationToken)
    {
        var budget = new StoreBudget(_time, _options);
        if (!_generations.IsRecent(scope))
        {
            var inMemory = plan.Read && InMemory(key, scope, plan).Standing != Standing.Gone;
            var recent = await _generations.RefreshAsync(scope, budget, inMemory ? budget.Soft : budget.Hard, cancellationToken).ConfigureAwait(false);
            if (!recent && inMemory)
            {
                _counters.Unverified();
            }
        }

        if (!plan.Read)
        {
            return Miss(new(this, request, plan, key, scope) { StoreWait = budget.Soft }, null);
        }

        var (standing, entry) = InMemory(key, scope, plan);
        switch (standing)
        {
            case Standing.Fresh:
                return Hit(request, key, entry!, HitSource.Memory);
            case Standing.Due or Standing.Stale:
                return await RenewAsync(request, plan, key, scope, entry!, HitSource.Memory, budget, cancellationToken).ConfigureAwait(false);
            default:
                return await FlyAsync(request, plan, key, scope, entry, budget, cancellationToken).ConfigureAwait(false);
        }
    }

    // Nothing to serve in memory: one caller of this process looks further, and works if there is nothing.
    private async ValueTask<CacheLookup> FlyAsync(
        CacheRequest request, CachePlan plan, string key, GenerationScope scope, CacheEntry? fallback, StoreBudget budget, CancellationToken cancellationToken)
    {
        if (!plan.Write)
        {
            var (found, entry) = await InStoreAsync(request, plan, key, scope, budget, budget.Hard, cancellationToken).ConfigureAwait(false);
            return found > Standing.Fallback
                ? Hit(request, key, entry!, HitSource.Store, isStale: found == Standing.Stale)
                : Miss(new(this, request, plan, key, scope) { StoreWait = budget.Soft }, entry ?? fallback);
        }

        var (pass, made) = await _flights.JoinAsync(new(key, scope.Local()), _options.SingleFlightTimeout, cancellationToken).ConfigureAwait(false);
        if (made is not null)
        {
            return Hit(request, key, made, HitSource.Coalesced, isStale: plan.Of(made, _time.GetUtcNow()) < Standing.Due);
        }

        if (pass is null)
        {
            return Miss(new(this, request, plan, key, scope) { StoreWait = budget.Soft }, fallback);
        }

        try
        {
            return await LeadAsync(request, plan, key, scope, pass, fallback, budget, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            pass.Fail();
            throw;
        }
    }

    private async ValueTask<CacheLookup> LeadAsync(
        CacheRequest request, CachePlan plan, string key, GenerationScope scope, SingleFlight.FlightPass pass, CacheEntry? fallback, StoreBudget budget, CancellationToken cancellationToken)
    {
        // Another caller may have ended between the first look and the right to work.
        var (standing, entry) = InMemory(key, scope, plan);
        if (standing >= Standing.Due)
        {
            pass.Complete(entry!);
            return Hit(request, key, entry!, HitSource.Memory);
        }

        (standing, entry) = await InStoreAsync(request, plan, key, scope, budget, budget.Hard, cancellationToken).ConfigureAwait(false);
        if (standing > Standing.Fallback)
        {
            pass.Complete(entry!);
            return standing == Standing.Fresh
                ? Hit(request, key, entry!, HitSource.Store)
                : await RenewAsync(request, plan, key, scope, entry!, HitSource.Store, budget, cancellationToken).ConfigureAwait(false);
        }

        fallback = entry ?? fallback;
        HeldLease? lease = null;
        if (_leases is not null && scope.IsSettled)
        {
            (lease, entry) = await _leases.LeadAsync(
                key, scope.Shared(), budget, () => FreshInStoreAsync(request, plan, key, scope, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (entry is not null)
            {
                pass.Complete(entry);
                return Hit(request, key, entry, HitSource.Coalesced);
            }
        }

        return Miss(new(this, request, plan, key, scope) { Pass = pass, Lease = lease, StoreWait = budget.Soft }, fallback);
    }

    // Serves what there is; the first to come here also takes the right to renew it.
    private async ValueTask<CacheLookup> RenewAsync(
        CacheRequest request, CachePlan plan, string key, GenerationScope scope, CacheEntry entry, HitSource source, StoreBudget budget, CancellationToken cancellationToken)
    {
        var isStale = plan.Of(entry, _time.GetUtcNow()) == Standing.Stale;
        var pass = plan.Write ? _flights.TryLead(new(key, scope.Local())) : null;
        if (pass is null)
        {
            return Hit(request, key, entry, source, isStale);
        }

        try
        {
            // Another process may have renewed it, or be about to.
            var (standing, newer) = source == HitSource.Store ? default : await InStoreAsync(request, plan, key, scope, budget, budget.Soft, cancellationToken).ConfigureAwait(false);
            if (standing == Standing.Fresh)
            {
                pass.Complete(newer!);
                return Hit(request, key, newer!, HitSource.Store);
            }

            var (mayWork, lease) = _leases is not null && scope.IsSettled
                ? await _leases.TryTakeAsync(key, scope.Shared(), budget, budget.Soft, cancellationToken).ConfigureAwait(false)
                : (true, null);
            if (!mayWork)
            {
                pass.Fail();
                return Hit(request, key, entry, source, isStale);
            }

            return Hit(request, key, entry, source, isStale, new(this, request, plan, key, scope) { Pass = pass, Lease = lease, StoreWait = budget.Soft });
        }
        catch
        {
            pass.Fail();
            throw;
        }
    }

    private async ValueTask<CacheEntry?> FreshInStoreAsync(CacheRequest request, CachePlan plan, string key, GenerationScope scope, CancellationToken cancellationToken)
    {
        // A look of its own while another works: that wait is not the store's.
        var budget = new StoreBudget(_time, _options);
        var (standing, entry) = await InStoreAsync(request, plan, key, scope, budget, budget.Hard, cancellationToken).ConfigureAwait(false);
        return standing >= Standing.Due ? entry : null;
    }

    private async ValueTask<(Standing Standing, CacheEntry? Entry)> InStoreAsync(
        CacheRequest request, CachePlan plan, string key, GenerationScope scope, StoreBudget budget, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_store is null || !scope.IsSettled || await _store.GetAsync(key, budget, limit, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return default;
        }

        if (_codec.Read(bytes, key, request.Context.TenantId, request) is not { } entry)
        {
            _counters.Rejected();
            CacheLog.EntryRejected(_logger, key);
            return default;
        }

        if (entry.Generation != scope.Shared())
        {
            return default;
        }

        entry = entry with { LocalGeneration = scope.Local() };
        var standing = plan.Of(entry, _time.GetUtcNow());
        if (standing == Standing.Gone)
        {
            return default;
        }

        _memory.Set(key, entry);
        return (standing, entry);
    }

    private (Standing Standing, CacheEntry? Entry) InMemory(string key, GenerationScope scope, CachePlan plan)
    {
        if (_memory.Get(key) is not { } entry || entry.LocalGeneration != scope.Local())
        {
            return default;
        }

        var standing = plan.Of(entry, _time.GetUtcNow());
        return standing == Standing.Gone ? default : (standing, entry);
    }

    private CacheEntry Make(CacheTicket ticket, SkillResult result, TimeSpan ttl)
    {
        var now = _time.GetUtcNow();
        var outcome = OutcomeMapping.ToOutcome(result);
        var freshUntil = now + (ttl * (1 - (_options.Jitter * CacheKey.Fraction(ticket.Key))));
        var stale = result.Status != ExecutionStatus.Success ? TimeSpan.Zero
            : ticket.Plan.StaleWhileRevalidate > ticket.Plan.StaleIfError ? ticket.Plan.StaleWhileRevalidate : ticket.Plan.StaleIfError;
        return new()
        {
            Outcome = outcome,
            SavedUsage = result.Usage,
            SavedCost = result.Cost,
            CreatedAt = now,
            FreshUntil = freshUntil,
            ExpiresAt = freshUntil + stale,
            Generation = ticket.Generation,
            LocalGeneration = ticket.LocalGeneration,
            Size = CacheEntryCodec.EstimateSize(outcome),
        };
    }

    private async ValueTask ShareAsync(CacheTicket ticket, CacheEntry entry, CancellationToken cancellationToken)
    {
        var ttl = entry.ExpiresAt - entry.CreatedAt;
        if (_writes is null || !ticket.WasSettled || _codec.Write(entry, ticket.Key, ticket.Request.Context.TenantId) is not { } bytes)
        {
            return;
        }

        var held = ticket.TakeLease();
        var written = _writes.Add(() => held is null
            ? SetAsync(ticket.Key, bytes, ttl)
            : _leases!.StoreAsync(ticket.Key, held.Take(), bytes, ttl, _counters));

        // Most stores answer at once, and then the next process finds it; a slow one is not waited for.
        if (!written.IsCompleted && ticket.StoreWait > TimeSpan.Zero && !_store!.IsLeftAlone)
        {
            await PatientWait.ForAsync(written, ticket.StoreWait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SetAsync(string key, byte[] bytes, TimeSpan ttl) => await _store!.SetAsync(key, bytes, ttl).ConfigureAwait(false);

    private CacheLookup Hit(CacheRequest request, string key, CacheEntry entry, HitSource source, bool isStale = false, CacheTicket? refresh = null)
    {
        _counters.Of(request.Skill.Id).Hit(source, isStale, entry);
        return new(refresh)
        {
            Key = key,
            Hit = isStale ? entry.Outcome with { IsStale = true } : entry.Outcome,
            IsStale = isStale,
            NeedsRefresh = refresh is not null,
            Coalesced = source == HitSource.Coalesced,
            SavedUsage = entry.SavedUsage,
            SavedCost = entry.SavedCost,
        };
    }

    private CacheLookup Miss(CacheTicket ticket, CacheEntry? fallback)
    {
        _counters.Of(ticket.Request.Skill.Id).Miss();
        return new(ticket) { Key = ticket.Key, StaleFallback = fallback is null ? null : fallback.Outcome with { IsStale = true } };
    }

    private string? KeyOf(CacheRequest request, GenerationScope scope)
    {
        try
        {
            return CacheKey.Compute(_options.KeyPrefix, scope.HashTag, request, _digests.Of(request));
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }
}
