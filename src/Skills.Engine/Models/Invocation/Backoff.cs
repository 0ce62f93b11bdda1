using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>How long to wait before a retry. Thread-safe; the same seed waits the same.</summary>
internal sealed class Backoff(RoutingOptions options, TimeProvider time)
{
    private readonly ulong _seed = Draws.Mix((ulong)(options.Seed ?? time.GetTimestamp()) ^ 0xBAC0FF);
    private long _count;

    /// <summary>The wait before the <paramref name="retry"/>th retry, from 1: doubling, less a random half, so that callers that failed together do not return together.</summary>
    public TimeSpan Before(int retry)
    {
        var full = Math.Min(options.Retry.MaxDelay.Ticks, options.Retry.BaseDelay.Ticks * Math.Pow(2, Math.Min(retry - 1, 30)));
        return TimeSpan.FromTicks((long)(full * (0.5 + (0.5 * Next()))));
    }

    /// <summary>A stated wait with up to a tenth, at most a second, on top: never earlier than asked, never all at once.</summary>
    public TimeSpan Spread(TimeSpan asked) => asked + TimeSpan.FromTicks((long)(Math.Min(asked.Ticks / 10, TimeSpan.TicksPerSecond) * Next()));

    private double Next() => new Draws(Draws.Mix(_seed + (ulong)Interlocked.Increment(ref _count))).Below(1 << 20) / (double)(1 << 20);
}
