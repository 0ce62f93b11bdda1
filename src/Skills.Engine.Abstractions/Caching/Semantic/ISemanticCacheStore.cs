namespace Skills.Engine;

/// <summary>Finds the keys of cached results by their embeddings. It holds no results: those stay in the cache, with its times and invalidations.</summary>
/// <remarks>
/// Must be thread-safe, bounded, and keep partitions apart: a partition stands for one tenant, skill, version and set of other inputs.
/// The engine bounds every call in time and treats every failure as a miss. A key whose result is gone is removed by the engine.
/// </remarks>
public interface ISemanticCacheStore
{
    /// <summary>Returns the nearest entries of a partition, the most similar first.</summary>
    /// <param name="query">What is searched. Entries of another model, or with embeddings of another number or length, do not match.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<IReadOnlyList<SemanticCacheMatch>> FindAsync(SemanticCacheQuery query, CancellationToken cancellationToken);

    /// <summary>Adds an entry, in place of one with the same partition and key.</summary>
    ValueTask AddAsync(SemanticCacheEntry entry, CancellationToken cancellationToken);

    /// <summary>Removes an entry, if it is there.</summary>
    ValueTask RemoveAsync(string partition, string key, CancellationToken cancellationToken);
}

/// <summary>The embeddings of the inputs that led to a cached result.</summary>
/// <param name="Partition">The name of everything that must be equal. It contains no user data.</param>
/// <param name="Key">The cache key of the result.</param>
/// <param name="Model">The embedding model.</param>
/// <param name="Vectors">One embedding for each text input, of finite numbers that are not all zero, in the order of the inputs' names.</param>
public sealed record SemanticCacheEntry(string Partition, string Key, string Model, IReadOnlyList<ReadOnlyMemory<float>> Vectors);

/// <summary>A search for the nearest entries.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Model">The embedding model.</param>
/// <param name="Vectors">One embedding for each text input.</param>
/// <param name="Threshold">The least similarity of a match.</param>
/// <param name="Limit">Most matches, at least one.</param>
public sealed record SemanticCacheQuery(string Partition, string Model, IReadOnlyList<ReadOnlyMemory<float>> Vectors, double Threshold, int Limit);

/// <summary>An entry that is near enough.</summary>
/// <param name="Key">The cache key of its result.</param>
/// <param name="Similarity">The lowest cosine of its embeddings with those of the query.</param>
public readonly record struct SemanticCacheMatch(string Key, double Similarity);
