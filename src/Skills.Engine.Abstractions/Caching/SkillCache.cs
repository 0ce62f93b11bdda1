namespace Skills.Engine;

/// <summary>Steps 2 and 8: finds earlier results and keeps new ones. Must be thread-safe.</summary>
/// <remarks>
/// For another place to keep entries, implement <see cref="ISkillCacheStore"/>. Replace the whole cache only to decide differently what is
/// served: register a class of your own, or wrap it with <c>SkillsEngineBuilder.Decorate</c>. To look up a result without
/// an execution, call <see cref="ISkillExecutionEngine.FindCachedAsync"/>.
/// </remarks>
public abstract class SkillCache
{
    /// <summary>Gets the counts since the start of this process.</summary>
    public abstract SkillCacheStatistics Statistics { get; }

    /// <summary>Looks up an earlier result. On a miss, waits while another caller makes the same one. Trouble of a store is a miss.</summary>
    /// <param name="request">What the result depends on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled. Nothing else is thrown.</exception>
    public abstract ValueTask<SkillCacheLookup> LookUpAsync(SkillCacheRequest request, CancellationToken cancellationToken);

    /// <summary>Invalidates results: in this process at once, in others within <see cref="SkillCacheOptions.InvalidationBound"/>.</summary>
    /// <param name="what">Which results.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the shared store did not take it yet. It is tried again until it does.</returns>
    /// <exception cref="ArgumentException">A version without its skill, or a tag together with something else.</exception>
    public abstract ValueTask<bool> InvalidateAsync(CacheInvalidation what, CancellationToken cancellationToken);

    /// <summary>Explains the key of a request, or why it has none.</summary>
    /// <param name="request">What the result depends on.</param>
    public abstract CacheKeyExplanation ExplainKey(SkillCacheRequest request);
}
