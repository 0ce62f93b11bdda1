namespace Skills.Engine;

/// <summary>Turns texts into vectors whose angle shows how near the texts are in meaning. Implementations are thread-safe.</summary>
/// <remarks>Used by the rule <c>similarity</c> with <c>by: meaning</c>. <c>AddEmbeddings</c> of Skills.Engine.Providers takes any <c>IEmbeddingGenerator</c>.</remarks>
public interface ITextEmbedder
{
    /// <summary>Returns one vector for each text, in the order of the texts, all of the same length.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="cancellationToken">Ends the call; it carries the deadline of the execution.</param>
    ValueTask<TextEmbeddings> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);

    /// <summary>Returns the most that a call with these texts can cost, in USD; null, the default, when no price is known.</summary>
    /// <remarks>Budgets take it for a call that failed or reported no tokens, because such a call may have been billed. 0 says that calls are free.</remarks>
    /// <param name="texts">The texts, at least one.</param>
    decimal? WorstUsd(IReadOnlyList<string> texts) => null;
}
