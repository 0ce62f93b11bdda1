using Skills.Engine.Diagnostics;
using Skills.Engine.Compilation;

namespace Skills.Engine.Caching;

/// <summary>What step 2 found. Dispose it when the execution is over: that releases the callers that wait for its result.</summary>
/// <remarks>
/// With <see cref="NeedsRefresh"/>, serve <see cref="Hit"/> at once, run steps 3 to 8 in the background with this same lookup,
/// and dispose it after that.
/// </remarks>
internal sealed class CacheLookup : IAsyncDisposable
{
    private readonly CacheTicket? _ticket;

    internal CacheLookup(CacheTicket? ticket = null) => _ticket = ticket;

    /// <summary>The key; null when the execution is not cacheable.</summary>
    public string? Key { get; init; }

    /// <summary>The earlier outcome without the caller, ids and times of its execution; null on a miss.</summary>
    public SkillResult? Hit { get; init; }

    /// <summary>Whether <see cref="Hit"/> is expired.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether this caller, and no other, is to renew the entry in the background.</summary>
    public bool NeedsRefresh { get; init; }

    /// <summary>Whether <see cref="Hit"/> is another caller's work that this one waited for.</summary>
    public bool Coalesced { get; init; }

    /// <summary>An expired result that may be served if the providers fail, with <see cref="SkillResult.IsStale"/> set; null when there is none.</summary>
    public SkillResult? StaleFallback { get; init; }

    /// <summary>Takes <see cref="StaleFallback"/> to be served, and counts it as stale; null when there is none.</summary>
    public SkillResult? UseStaleFallback()
    {
        if (StaleFallback is not null)
        {
            _ticket?.UseStaleFallback();
        }

        return StaleFallback;
    }

    /// <summary>The outcome as it is reported.</summary>
    public CacheOutcome Outcome => this switch
    {
        { Hit: not null, IsStale: true } => CacheOutcome.Stale,
        { Hit: not null, Coalesced: true } => CacheOutcome.Coalesced,
        { Hit: not null } => CacheOutcome.Hit,
        { Key: null } => CacheOutcome.Off,
        _ => CacheOutcome.Miss,
    };

    /// <summary>Tokens that <see cref="Hit"/> saved; null when unknown.</summary>
    public TokenUsage? SavedUsage { get; init; }

    /// <summary>Cost that <see cref="Hit"/> saved.</summary>
    public Cost SavedCost { get; init; } = Cost.Zero;

    /// <summary>Whether <see cref="StoreAsync"/> does anything: a result that is neither kept nor waited for need not be made.</summary>
    public bool TakesResult => _ticket is not null;

    /// <summary>Keeps a validated result, and gives it to the callers that wait for it; a result that may not be kept is ignored.</summary>
    /// <param name="result">The result of the execution that began with this lookup.</param>
    /// <param name="cancellationToken">Ends the wait for the store, not the writing.</param>
    public ValueTask StoreAsync(SkillResult result, CancellationToken cancellationToken) =>
        _ticket?.StoreAsync(result, cancellationToken) ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ticket?.DisposeAsync() ?? ValueTask.CompletedTask;
}
