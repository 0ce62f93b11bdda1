namespace Skills.Engine.Routing;

/// <summary>The providers of the last five choices, for diversity. Eight bits each in one number; thread-safe without a lock.</summary>
internal sealed class RecentProviders
{
    private const ulong Five = 0xFF_FFFF_FFFF;
    private ulong _last;

    public void Add(int provider)
    {
        ulong seen, next;
        do
        {
            seen = Volatile.Read(ref _last);
            next = ((seen << 8) | Mark(provider)) & Five;
        }
        while (Interlocked.CompareExchange(ref _last, next, seen) != seen);
    }

    public bool Contains(int provider)
    {
        for (var rest = Volatile.Read(ref _last); rest != 0; rest >>= 8)
        {
            if ((rest & 0xFF) == Mark(provider))
            {
                return true;
            }
        }

        return false;
    }

    // 0 means none, and more than 255 providers share marks.
    private static ulong Mark(int provider) => (ulong)((provider % 255) + 1);
}
