namespace Skills.Reliability.Tests.Workers;

/// <summary>The system's clock with a wall time that jumps, as it does when a machine's clock is corrected. Timers and timestamps go on.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
