namespace Skills.Reliability.Tests.Faults;

/// <summary>A time in which a fault was there.</summary>
internal sealed record FaultWindow(FaultKind Kind, DateTimeOffset From, DateTimeOffset To)
{
    // A process that was not reachable for a lease's time is taken for dead, and an open circuit needs a probe.
    private static readonly TimeSpan LeaseRecovery = TimeSpan.FromSeconds(15);

    // Entries that no other process accepts stay as long as any.
    private static readonly TimeSpan EntryRecovery = Calls.Call.Ttl + Calls.Call.StaleIfError;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>Returns whether it may have touched what happened between two times.</summary>
    public bool MayTouch(DateTimeOffset from, DateTimeOffset to) => From - Margin < to && To + (Kind.StrikesRedis ? LeaseRecovery : EntryRecovery) > from;
}
