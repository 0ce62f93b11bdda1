using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Skills.Engine.Embeddings;

namespace Skills.Engine.Caching.Semantic;

/// <summary>Embeddings in memory. A search compares with every entry of its partition. Bounded by entries of a partition and by bytes of all, least recently used first.</summary>
/// <remarks>Thread-safe: searches read a snapshot without a lock.</remarks>
internal sealed class MemorySemanticCacheStore(IOptions<SkillsEngineOptions> options) : ISemanticCacheStore
{
    // Names, lists and nodes beside the numbers.
    private const int EntryOverhead = 512;

    private const int ChecksEvery = 64;

    private readonly SemanticCacheOptions _options = options.Value.Cache.Semantic;
    private readonly ConcurrentDictionary<string, LinkedListNode<SemanticCacheEntry>[]> _partitions = new(StringComparer.Ordinal);
    private readonly LinkedList<SemanticCacheEntry> _byUse = new();
    private readonly Lock _gate = new();
    private long _bytes;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SemanticCacheMatch>> FindAsync(SemanticCacheQuery query, CancellationToken cancellationToken)
    {
        var found = new List<(SemanticCacheMatch Match, LinkedListNode<SemanticCacheEntry> Node)>();
        var nodes = _partitions.GetValueOrDefault(query.Partition) ?? [];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (i % ChecksEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (SimilarityOf(nodes[i].Value, query) is { } similarity)
            {
                found.Add((new(nodes[i].Value.Key, similarity), nodes[i]));
            }
        }

        found.Sort(static (a, b) => b.Match.Similarity.CompareTo(a.Match.Similarity));
        Touch(found.Count > 0 ? found[0].Node : null);
        return new((SemanticCacheMatch[])[.. found.Take(query.Limit).Select(static f => f.Match)]);
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(SemanticCacheEntry entry, CancellationToken cancellationToken)
    {
        if (SizeOf(entry) > _options.MemoryBytes)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            Remove(entry.Partition, entry.Key);
            var nodes = _partitions.GetValueOrDefault(entry.Partition) ?? [];
            while (nodes.Length >= _options.MaxEntries)
            {
                Remove(LeastUsed(nodes));
                nodes = _partitions.GetValueOrDefault(entry.Partition) ?? [];
            }

            _partitions[entry.Partition] = [.. nodes, _byUse.AddFirst(entry)];
            _bytes += SizeOf(entry);
            while (_bytes > _options.MemoryBytes)
            {
                Remove(_byUse.Last!);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string partition, string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Remove(partition, key);
        }

        return ValueTask.CompletedTask;
    }

    // The lowest of the pairs; null when one is below the threshold or cannot be compared.
    private static double? SimilarityOf(SemanticCacheEntry entry, SemanticCacheQuery query)
    {
        if (entry.Model != query.Model || entry.Vectors.Count != query.Vectors.Count)
        {
            return null;
        }

        var lowest = double.MaxValue;
        for (var i = 0; i < entry.Vectors.Count; i++)
        {
            var known = entry.Vectors[i].Span;
            var wanted = query.Vectors[i].Span;
            var cosine = known.Length == wanted.Length ? Vectors.Cosine(known, wanted) : double.NaN;
            if (!(cosine >= query.Threshold))
            {
                return null;
            }

            lowest = Math.Min(lowest, cosine);
        }

        return lowest;
    }

    private static long SizeOf(SemanticCacheEntry entry) =>
        EntryOverhead + (2L * (entry.Key.Length + entry.Partition.Length)) + entry.Vectors.Sum(static v => (long)v.Length * sizeof(float));

    private void Touch(LinkedListNode<SemanticCacheEntry>? node)
    {
        if (node is null)
        {
            return;
        }

        lock (_gate)
        {
            // It may have been evicted since the snapshot.
            if (node.List is not null)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
        }
    }

    private LinkedListNode<SemanticCacheEntry> LeastUsed(LinkedListNode<SemanticCacheEntry>[] nodes)
    {
        var partition = nodes[0].Value.Partition;
        var node = _byUse.Last!;
        while (node.Value.Partition != partition)
        {
            node = node.Previous!;
        }

        return node;
    }

    private void Remove(string partition, string key)
    {
        if (_partitions.TryGetValue(partition, out var nodes) && Array.Find(nodes, n => n.Value.Key == key) is { } known)
        {
            Remove(known);
        }
    }

    private void Remove(LinkedListNode<SemanticCacheEntry> node)
    {
        _byUse.Remove(node);
        _bytes -= SizeOf(node.Value);
        var partition = node.Value.Partition;
        var rest = Array.FindAll(_partitions[partition], n => !ReferenceEquals(n, node));
        if (rest.Length > 0)
        {
            _partitions[partition] = rest;
        }
        else
        {
            _partitions.TryRemove(partition, out _);
        }
    }
}
