using Skills.Engine.Diagnostics;

namespace Skills.Engine;

/// <summary>The outcome of step 2. Dispose it at the end of the execution: that releases the callers that wait for its result.</summary>
/// <remarks>
/// With <see cref="NeedsRefresh"/>, the engine serves <see cref="Hit"/> at once, runs steps 3 to 8 in the background with the same lookup,
/// and disposes it after that.
/// </remarks>
public sealed class SkillCacheLookup : IAsyncDisposable
{
    /// <summary>Gets the key; null when the execution is not cacheable.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the earlier result without the caller, ids and times of its execution; null on a miss.</summary>
    public SkillResult? Hit { get; init; }

    /// <summary>Gets whether <see cref="Hit"/> is expired.</summary>
    public bool IsStale { get; init; }

    /// <summary>Gets whether this caller, and no other, is to renew the entry in the background.</summary>
    public bool NeedsRefresh { get; init; }

    /// <summary>Gets whether <see cref="Hit"/> is another caller's work that this one waited for.</summary>
    public bool Coalesced { get; init; }

    /// <summary>Gets an expired result that may be served if the providers fail, with <see cref="SkillResult.IsStale"/> set; null when there is none.</summary>
    public SkillResult? StaleFallback { get; init; }

    /// <summary>Gets the tokens that <see cref="Hit"/> saved; null when unknown.</summary>
    public TokenUsage? SavedUsage { get; init; }

    /// <summary>Gets the cost that <see cref="Hit"/> saved. Default: zero.</summary>
    public Cost SavedCost { get; init; } = Cost.Zero;

    /// <summary>Gets what takes the new result; null when nothing keeps it and nobody waits for it.</summary>
    public SkillCacheTicket? Ticket { get; init; }

    /// <summary>Takes <see cref="StaleFallback"/> to be served, and counts it as stale; null when there is none.</summary>
    public SkillResult? UseStaleFallback()
    {
        if (StaleFallback is not null)
        {
            Ticket?.UseStaleFallback();
        }

        return StaleFallback;
    }

    /// <summary>Keeps a validated result, and gives it to the callers that wait for it. A result that may not be kept is ignored.</summary>
    /// <param name="result">The result of the execution that began with this lookup.</param>
    /// <param name="cancellationToken">Ends the wait for the store, not the writing.</param>
    public ValueTask StoreAsync(SkillResult result, CancellationToken cancellationToken) =>
        Ticket?.StoreAsync(result, cancellationToken) ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Ticket?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The outcome as it is reported.</summary>
    internal CacheOutcome Outcome => this switch
    {
        { Hit: not null, IsStale: true } => CacheOutcome.Stale,
        { Hit.CacheSimilarity: not null } => CacheOutcome.Semantic,
        { Hit: not null, Coalesced: true } => CacheOutcome.Coalesced,
        { Hit: not null } => CacheOutcome.Hit,
        { Key: null } => CacheOutcome.Off,
        _ => CacheOutcome.Miss,
    };
}
