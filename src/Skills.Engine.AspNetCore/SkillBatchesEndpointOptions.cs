using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;

namespace Skills.Engine;

/// <summary>The bounds of what <c>MapSkillBatches</c> serves.</summary>
public sealed class SkillBatchesEndpointOptions
{
    /// <summary>Time between two events of a stream.</summary>
    /// <value>Default one second; 100 milliseconds to one minute.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two comments that keep a stream open while the store does not answer.</summary>
    /// <value>Default 15 seconds; more than zero.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time in which the client of a stream takes nothing of what was written. Then the connection is closed.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan StreamStallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of a stream. Then it ends, and the client connects again with the rights that it has by then.</summary>
    /// <value>Default one hour; more than zero.</value>
    public TimeSpan StreamLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most streams at the same time in this process. A further one is answered with 429.</summary>
    /// <value>Default 100; at least 1.</value>
    public int MaxStreams { get; set; } = 100;

    /// <summary>Most streams at the same time of one tenant, or of one user without a tenant. A further one is answered with 429.</summary>
    /// <value>Default 10; at least 1.</value>
    public int MaxStreamsPerCaller { get; set; } = 10;

    /// <summary>Makes the caller's context of a request. Never take a tenant or user from what the caller can make up.</summary>
    /// <value>Default: the user's <see cref="ClaimTypes.NameIdentifier"/>, or else name.</value>
    public Func<HttpContext, SkillExecutionContext> Context { get; set; } = CallerContext.Of;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Interval, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Heartbeat, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StreamStallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StreamLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxStreams, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxStreamsPerCaller, 1);
        ArgumentNullException.ThrowIfNull(Context);
    }
}
