namespace Skills.Engine.Caching.Semantic;

/// <summary>The outcome of one search, and what is remembered of the call if it leads to a result of its own.</summary>
/// <param name="Partition">Where it searched.</param>
/// <param name="Model">The embedding model.</param>
/// <param name="Vectors">The embeddings of the texts.</param>
/// <param name="Matches">The nearest entries that reach the threshold.</param>
internal sealed record SemanticSearch(string Partition, string Model, IReadOnlyList<ReadOnlyMemory<float>> Vectors, IReadOnlyList<SemanticCacheMatch> Matches);
