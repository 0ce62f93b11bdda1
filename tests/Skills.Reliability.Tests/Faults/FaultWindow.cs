namespace Skills.Reliability.Tests.Faults;

/// <summary>A time in which leases could be lost.</summary>
internal sealed record FaultWindow(DateTimeOffset From, DateTimeOffset To, bool LosesData)
{
    // A process that was not reachable for a lease's time is taken for dead, and an open circuit needs a probe.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>Returns whether it may have touched what happened between two times.</summary>
    public bool MayTouch(DateTimeOffset from, DateTimeOffset to) => From - Margin < to && To + Recovery > from;
}
