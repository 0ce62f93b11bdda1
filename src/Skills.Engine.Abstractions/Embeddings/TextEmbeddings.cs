namespace Skills.Engine;

/// <summary>The vectors of some texts and what they cost.</summary>
/// <param name="Vectors">One vector for each text, in their order.</param>
public sealed record TextEmbeddings(IReadOnlyList<ReadOnlyMemory<float>> Vectors)
{
    /// <summary>Gets the cost of the call. The default is unknown, so the cost of an execution that used it is a lower bound.</summary>
    public Cost Cost { get; init; } = Cost.Unknown;

    /// <summary>Gets the tokens that were billed; null when the provider reported none.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Gets the name of the model for the cost ledger.</summary>
    public string Model { get; init; } = "unknown";

    /// <summary>Gets the name of the provider for the cost ledger.</summary>
    public string Provider { get; init; } = "embeddings";
}
