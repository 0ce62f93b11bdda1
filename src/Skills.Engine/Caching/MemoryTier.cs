using System.Collections.Concurrent;

namespace Skills.Engine.Caching;

/// <summary>
/// Entries in memory, bounded by bytes: W-TinyLFU, so that a new entry takes the place of an old entry only when it is asked
/// for more often. A small window lets fresh entries gather hits; the rest is split into those seen once and those seen again.
/// </summary>
/// <remarks>Thread-safe. Reads take no lock; one that finds the lists busy leaves its trace in the sketch only. With a capacity of 0 it holds nothing and does nothing.</remarks>
internal sealed class MemoryTier(long capacity)
{
    private const int EntryBytesGuess = 4096;

    private readonly ConcurrentDictionary<string, MemoryNode> _nodes = new(CacheKeyComparer.Instance);
    private readonly FrequencySketch _sketch = new((int)Math.Min(capacity / EntryBytesGuess, int.MaxValue));
    private readonly Lock _gate = new();
    private readonly MemoryList _window = new();
    private readonly MemoryList _seenOnce = new();
    private readonly MemoryList _seenAgain = new();
    private readonly long _windowCapacity = Math.Max(capacity / 100, Math.Min(capacity, 64 * 1024));
    private readonly long _seenAgainCapacity = capacity / 100 * 80;
    private long _bytes;
    private long _evictions;

    public int Count => _nodes.Count;

    public long Bytes => Volatile.Read(ref _bytes);

    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>The entry of a key; null when there is none.</summary>
    public CacheEntry? Get(string key)
    {
        if (capacity == 0)
        {
            return null;
        }

        if (!_nodes.TryGetValue(key, out var node))
        {
            _sketch.Increment(CacheKeyComparer.Instance.GetHashCode(key));
            return null;
        }

        _sketch.Increment(node.Hash);
        if (_gate.TryEnter())
        {
            try
            {
                Touch(node);
            }
            finally
            {
                _gate.Exit();
            }
        }

        return node.Entry;
    }

    /// <summary>Keeps an entry, in place of an earlier one; one larger than the whole tier is passed over.</summary>
    public void Set(string key, CacheEntry entry)
    {
        if (capacity == 0)
        {
            return;
        }

        if (entry.Size > capacity)
        {
            Remove(key);
            return;
        }

        lock (_gate)
        {
            if (_nodes.TryGetValue(key, out var known))
            {
                Detach(known);
            }

            var node = new MemoryNode(key, CacheKeyComparer.Instance.GetHashCode(key), entry);
            _nodes[key] = node;
            _window.AddFirst(node);
            _bytes += entry.Size;
            Evict();
        }
    }

    /// <summary>Drops the entry of a key.</summary>
    public void Remove(string key)
    {
        lock (_gate)
        {
            if (_nodes.TryRemove(key, out var node))
            {
                Detach(node);
            }
        }
    }

    private void Touch(MemoryNode node)
    {
        var list = node.List;
        if (list is null)
        {
            return;
        }

        list.Remove(node);
        if (list != _seenOnce)
        {
            list.AddFirst(node);
            return;
        }

        _seenAgain.AddFirst(node);
        while (_seenAgain.Bytes > _seenAgainCapacity && _seenAgain.Last is { } last && last != node)
        {
            _seenAgain.Remove(last);
            _seenOnce.AddFirst(last);
        }
    }

    private void Evict()
    {
        while (_window.Bytes > _windowCapacity && _window.Last is { } candidate)
        {
            _window.Remove(candidate);
            Admit(candidate);
        }

        while (_bytes > capacity && (_seenOnce.Last ?? _seenAgain.Last ?? _window.Last) is { } victim)
        {
            Drop(victim);
        }
    }

    // The candidate stays only when it was asked for more often than every entry that must go for it.
    private void Admit(MemoryNode candidate)
    {
        var frequency = _sketch.Of(candidate.Hash);
        while (_bytes > capacity && (_seenOnce.Last ?? _seenAgain.Last) is { } victim)
        {
            if (frequency <= _sketch.Of(victim.Hash))
            {
                _nodes.TryRemove(new(candidate.Key, candidate));
                _bytes -= candidate.Entry.Size;
                _evictions++;
                return;
            }

            Drop(victim);
        }

        _seenOnce.AddFirst(candidate);
    }

    private void Drop(MemoryNode victim)
    {
        _nodes.TryRemove(new(victim.Key, victim));
        Detach(victim);
        _evictions++;
    }

    private void Detach(MemoryNode node)
    {
        if (node.List is { } list)
        {
            list.Remove(node);
            _bytes -= node.Entry.Size;
        }
    }
}
