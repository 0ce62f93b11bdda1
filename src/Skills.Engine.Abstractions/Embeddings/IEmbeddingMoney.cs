namespace Skills.Engine.Embeddings;

/// <summary>The ceiling and the budgets that the embeddings of one execution are paid from. Thread-safe.</summary>
internal interface IEmbeddingMoney
{
    /// <summary>Takes the most that a call can cost.</summary>
    /// <param name="worstUsd">The amount; null when no price is known.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Takes what the call cost in the end.</returns>
    /// <exception cref="EmbeddingsRefusedException">The ceiling or a budget does not hold it.</exception>
    ValueTask<Action<Cost>> TakeAsync(decimal? worstUsd, CancellationToken cancellationToken);
}
