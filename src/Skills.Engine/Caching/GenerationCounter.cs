namespace Skills.Engine.Caching;

/// <summary>One counter: what the shared store last said, and what this process did itself.</summary>
internal sealed class GenerationCounter(string name, ulong local)
{
    private ulong _local = local;
    private long _shared;
    private long _readAt;
    private int _known;
    private int _pending;

    public string Name { get; } = name;

    public Lock Gate { get; } = new();

    /// <summary>The read under way; guarded by <see cref="Gate"/>.</summary>
    public Task? Reading { get; set; }

    public ulong Local => Volatile.Read(ref _local);

    public long Shared => Volatile.Read(ref _shared);

    /// <summary>When the shared value was asked for, as a timestamp; 0 when it must be asked for again.</summary>
    public long ReadAt => Volatile.Read(ref _readAt);

    /// <summary>Whether the store ever answered.</summary>
    public bool IsKnown => Volatile.Read(ref _known) != 0;

    /// <summary>Invalidations of this process that have not reached the store.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public void Set(long shared, long readAt)
    {
        Volatile.Write(ref _shared, shared);
        Volatile.Write(ref _known, 1);
        Volatile.Write(ref _readAt, readAt);
    }

    public void Forget() => Volatile.Write(ref _readAt, 0);

    public void InvalidateHere(bool shared)
    {
        Interlocked.Increment(ref _local);
        if (shared)
        {
            Interlocked.Increment(ref _pending);
        }
    }

    public void Reached() => Volatile.Write(ref _pending, 0);
}
