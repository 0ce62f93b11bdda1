namespace Skills.Engine.Caching;

/// <summary>The counters that decide on the results of one skill for one tenant.</summary>
internal sealed class GenerationScope(string hashTag, GenerationCounter[] counters)
{
    /// <summary>The key's part in braces.</summary>
    public string HashTag { get; } = hashTag;

    public IReadOnlyList<GenerationCounter> Counters => counters;

    /// <summary>The timestamp of the oldest reading; 0 when one must be read again.</summary>
    public long OldestReading
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var counter in counters)
            {
                oldest = Math.Min(oldest, counter.ReadAt);
            }

            return oldest;
        }
    }

    /// <summary>Whether the store answered for every counter, and knows of every invalidation of this process.</summary>
    public bool IsSettled
    {
        get
        {
            foreach (var counter in counters)
            {
                if (!counter.IsKnown || counter.Pending > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The generation every process agrees on.</summary>
    public ulong Shared()
    {
        var mixed = 0UL;
        foreach (var counter in counters)
        {
            mixed = Mix(mixed, (ulong)counter.Shared);
        }

        return mixed;
    }

    /// <summary>The generation as this process knows it, its own invalidations included at once.</summary>
    public ulong Local()
    {
        var mixed = 0UL;
        foreach (var counter in counters)
        {
            mixed = Mix(Mix(mixed, (ulong)counter.Shared), counter.Local);
        }

        return mixed;
    }

    // The finalizer of SplitMix64: part of what is stored, so it never changes.
    private static ulong Mix(ulong state, ulong value)
    {
        var x = state + value + 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
