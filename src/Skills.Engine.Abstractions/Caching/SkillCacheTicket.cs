namespace Skills.Engine;

/// <summary>The right to store the result of one execution. Disposed at its end, whether it stored one or not.</summary>
public abstract class SkillCacheTicket : IAsyncDisposable
{
    /// <summary>Stores a result, if it may be kept.</summary>
    /// <param name="result">The result. It may be a failure: the cache decides what it keeps.</param>
    /// <param name="cancellationToken">Ends the wait for the store, not the writing.</param>
    public abstract ValueTask StoreAsync(SkillResult result, CancellationToken cancellationToken);

    /// <summary>Counts an expired result that is served in place of a failure.</summary>
    public abstract void UseStaleFallback();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
