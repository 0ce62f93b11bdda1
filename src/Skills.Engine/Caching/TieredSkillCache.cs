using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Caching.Semantic;
using Skills.Json;

namespace Skills.Engine.Caching;

/// <summary>
/// Results in memory and in the shared store, and one execution for equal requests. Never fails an execution, and never holds one up
/// for longer than the hard limit.
/// </summary>
internal sealed class TieredSkillCache : SkillCache, IAsyncDisposable, IDisposable
{
    private static readonly SkillCacheLookup NotCacheable = new();

    private readonly SkillsEngineOptions _options;
    private readonly SkillDigests _digests = new();
    private readonly CacheParts _parts;
    private readonly WriteQueue? _writes;

    public TieredSkillCache(
        IOptions<SkillsEngineOptions> options,
        TimeProvider time,
        ILogger<SkillCache>? logger = null,
        ISkillCacheStore? store = null,
        ISkillCacheCoordinator? coordinator = null,
        ISchemaCompiler? schemas = null,
        SemanticTier? semantic = null)
    {
        _options = options.Value;
        var cache = _options.Cache;
        var log = logger ?? NullLogger<SkillCache>.Instance;
        var counters = new CacheCounters();
        var guarded = store is null ? null : new GuardedStore(store, cache, time, counters, log);
        var coordinating = guarded is null ? null : coordinator;
        _parts = new(
            cache,
            time,
            log,
            counters,
            new(cache),
            new(schemas, _options.MaxCompiledSkills),
            new(cache.MemoryBytes),
            new(time),
            new(cache, guarded, coordinating, time, log),
            guarded,
            coordinating is null ? null : new(coordinating, guarded!, cache, time),
            semantic);
        _writes = guarded is null ? null : new(cache.WriteQueueLength, cache.WriteBytesInFlight, counters);
    }

    /// <inheritdoc/>
    public override SkillCacheStatistics Statistics =>
        _parts.Counters.Snapshot(_parts.Memory, _parts.Store?.IsCircuitOpen ?? false) with { SemanticFailures = _parts.Semantic?.Failures ?? 0 };

    /// <inheritdoc/>
    public override ValueTask<SkillCacheLookup> LookUpAsync(SkillCacheRequest request, CancellationToken cancellationToken)
    {
        var plan = CachePlan.For(request, _options);
        if (plan.Refusal is not null)
        {
            _parts.Counters.Of(request.Skill.Id).Bypassed();
            return new(NotCacheable);
        }

        var scope = _parts.Generations.ScopeOf(request.Skill, request.Context.TenantId);
        if (KeyOf(request, scope) is not { } key)
        {
            _parts.Counters.Of(request.Skill.Id).Bypassed();
            return new(NotCacheable);
        }

        var found = plan.Read ? _parts.InMemory(key, scope, plan) : default;
        var isRecent = _parts.Generations.IsRecent(scope);
        if (isRecent && found is (Freshness.Fresh, { } entry))
        {
            return new(_parts.Hit(request, key, entry, HitSource.Memory));
        }

        var search = new CacheSearch(this, _parts, request, plan, key, scope, cancellationToken);
        return isRecent ? search.ContinueAsync(found) : search.RefreshAndContinueAsync(found);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> InvalidateAsync(CacheInvalidation what, CancellationToken cancellationToken) => what.Problem is { } problem
        ? throw new ArgumentException(problem, nameof(what))
        : _parts.Generations.InvalidateAsync(what, cancellationToken);

    /// <inheritdoc/>
    public override CacheKeyExplanation ExplainKey(SkillCacheRequest request)
    {
        if (CachePlan.For(request, _options).Refusal is { } refusal)
        {
            return new(null, refusal, []);
        }

        return KeyOf(request, _parts.Generations.ScopeOf(request.Skill, request.Context.TenantId)) is { } key
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

        var ttl = KeepRules.TtlOf(result, ticket.Plan, ticket.Request.Options, _options.Cache.RefusalTtl);
        var counters = _parts.Counters.Of(ticket.Request.Skill.Id);
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

        _parts.Memory.Set(ticket.Key, entry);
        ticket.Pass?.Complete(entry);
        counters.Stored();
        if (ticket.Search is { } search && result.Status == ExecutionStatus.Success)
        {
            await _parts.Semantic!.RememberAsync(search, ticket.Key, cancellationToken).ConfigureAwait(false);
        }

        await ShareAsync(ticket, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names what must be equal for two calls to be compared by meaning; null when the inputs are nested too deep.</summary>
    internal string? PartitionOf(SkillCacheRequest request, GenerationScope scope, SemanticText text)
    {
        try
        {
            return CacheKey.Partition(_options.Cache.KeyPrefix, scope.HashTag, request, _digests.Of(request), text);
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    /// <summary>Counts an expired result that was served in place of a failure.</summary>
    internal void CountStaleFallback(CacheTicket ticket) => _parts.Counters.Of(ticket.Request.Skill.Id).StaleFallbackUsed();

    /// <summary>Releases a lease in the background. One whose release is dropped is renewed no more, so it soon ends by itself.</summary>
    internal void ReleaseLease(HeldLease held) => _writes?.Add(0, () => _parts.Leases!.ReleaseAsync(held.Take()), held.Dispose);

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
        _parts.Generations.Dispose();
        _parts.Leases?.Dispose();
    }

    // Memory counts the text and its parsed form; the shared store's own limit is checked where the bytes are made.
    private long MostSize => CacheEntryCodec.EstimateSize(_options.Cache.MaxEntryBytes);

    private CacheEntry Make(CacheTicket ticket, SkillResult result, TimeSpan ttl)
    {
        var now = _parts.Time.GetUtcNow();
        var outcome = OutcomeMapping.ToOutcome(result);
        var freshUntil = now + (ttl * (1 - (_options.Cache.Jitter * CacheKey.Fraction(ticket.Key))));
        var stale = result.Status != ExecutionStatus.Success ? TimeSpan.Zero
            : ticket.Plan.StaleWhileRevalidate > ticket.Plan.StaleIfError ? ticket.Plan.StaleWhileRevalidate : ticket.Plan.StaleIfError;
        return new()
        {
            Outcome = outcome,
            SavedUsage = result.Usage,
            SavedCost = result.Cost,
            CreatedAt = now,
            Born = _parts.Time.GetTimestamp(),
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
        if (_writes is null || !ticket.WasSettled || _parts.Codec.Write(entry, ticket.Key, ticket.Request.Context.TenantId) is not { } bytes)
        {
            return;
        }

        var held = ticket.TakeLease();
        var written = held is null
            ? _writes.Add(bytes.Length, () => SetAsync(ticket.Key, bytes, ttl))
            : _writes.Add(bytes.Length, () => _parts.Leases!.StoreAsync(held.Take(), bytes, ttl, _parts.Counters), held.Dispose);

        if (_options.Cache.ReadYourWrites && !written.IsCompleted && ticket.StoreWait > TimeSpan.Zero && !_parts.Store!.IsCircuitOpen)
        {
            await ProcessAwareWait.ForAsync(written, ticket.StoreWait, _parts.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SetAsync(string key, byte[] bytes, TimeSpan ttl) => await _parts.Store!.SetAsync(key, bytes, ttl).ConfigureAwait(false);

    private string? KeyOf(SkillCacheRequest request, GenerationScope scope)
    {
        try
        {
            return CacheKey.Compute(_options.Cache.KeyPrefix, scope.HashTag, request, _digests.Of(request));
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }
}
