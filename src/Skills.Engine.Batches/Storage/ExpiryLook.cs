namespace Skills.Engine.Batches.Storage;

/// <summary>Decides when to look for expired claims. They are rare, so a store looks a few times a lease only. Thread-safe.</summary>
internal sealed class ExpiryLook(TimeSpan lease, TimeProvider time)
{
    private long _lookedAt;

    /// <summary>Returns whether the caller is to look now.</summary>
    public bool IsDue()
    {
        var seen = Interlocked.Read(ref _lookedAt);
        return (seen == 0 || time.GetElapsedTime(seen) >= lease / 4) && Interlocked.CompareExchange(ref _lookedAt, time.GetTimestamp(), seen) == seen;
    }
}
