using Skills.Engine.Caching.Semantic;

namespace Skills.Engine.Caching;

/// <summary>What a miss carries from its lookup to its storing: the key, the generation it began in, and the rights it holds.</summary>
internal sealed class CacheTicket(TieredSkillCache cache, SkillCacheRequest request, CachePlan plan, string key, GenerationScope scope) : SkillCacheTicket
{
    private HeldLease? _lease;

    public SkillCacheRequest Request => request;

    public CachePlan Plan => plan;

    public string Key => key;

    // Taken before the model is asked: what is invalidated meanwhile is not kept as new.
    public ulong Generation { get; } = scope.Shared();

    public ulong LocalGeneration { get; } = scope.Local();

    public bool WasSettled { get; } = scope.IsSettled;

    /// <summary>How long its storing may hold up the execution.</summary>
    public TimeSpan StoreWait { get; init; }

    public SingleFlight.FlightPass? Pass { get; init; }

    /// <summary>The search by meaning that found nothing; null when there was none.</summary>
    public SemanticSearch? Search { get; set; }

    public HeldLease? Lease { get => _lease; init => _lease = value; }

    /// <summary>Takes the lease out, for the code that writes or releases it.</summary>
    public HeldLease? TakeLease() => Interlocked.Exchange(ref _lease, null);

    /// <inheritdoc/>
    public override ValueTask StoreAsync(SkillResult result, CancellationToken cancellationToken) => cache.StoreAsync(this, result, cancellationToken);

    /// <inheritdoc/>
    public override void UseStaleFallback() => cache.CountStaleFallback(this);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Pass?.Fail();
        if (TakeLease() is { } lease)
        {
            cache.ReleaseLease(lease);
        }

        return ValueTask.CompletedTask;
    }
}
