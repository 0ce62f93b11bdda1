namespace Skills.Engine.Caching;

/// <summary>A node of the memory tier and its place in one of the lists.</summary>
internal sealed class MemoryNode(string key, int hash, CacheEntry entry)
{
    public string Key => key;

    public int Hash => hash;

    public CacheEntry Entry => entry;

    public MemoryList? List { get; set; }

    public MemoryNode? Newer { get; set; }

    public MemoryNode? Older { get; set; }
}

/// <summary>Nodes by how lately they were used, with their bytes. Guarded by the tier's lock.</summary>
internal sealed class MemoryList
{
    private MemoryNode? _first;

    public MemoryNode? Last { get; private set; }

    public long Bytes { get; private set; }

    public void AddFirst(MemoryNode node)
    {
        node.List = this;
        node.Older = _first;
        node.Newer = null;
        if (_first is not null)
        {
            _first.Newer = node;
        }

        _first = node;
        Last ??= node;
        Bytes += node.Entry.Size;
    }

    public void Remove(MemoryNode node)
    {
        if (node.Newer is { } newer)
        {
            newer.Older = node.Older;
        }
        else
        {
            _first = node.Older;
        }

        if (node.Older is { } older)
        {
            older.Newer = node.Newer;
        }
        else
        {
            Last = node.Newer;
        }

        node.List = null;
        node.Newer = null;
        node.Older = null;
        Bytes -= node.Entry.Size;
    }
}
