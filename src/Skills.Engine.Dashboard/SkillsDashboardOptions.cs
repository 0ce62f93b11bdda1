using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;

namespace Skills.Engine;

/// <summary>Who may see the dashboard, what it shows, and its bounds.</summary>
public sealed class SkillsDashboardOptions
{
    /// <summary>Gets or sets the authorization policy that every request must satisfy. It is added to what <c>RequireAuthorization</c> asks for.</summary>
    /// <value>Default null. Without any policy only requests of this machine are answered.</value>
    public string? Policy { get; set; }

    /// <summary>Gets or sets whether prompts, inputs, outputs and messages that may quote them are shown at all.</summary>
    /// <value>Default false. When true, <see cref="ContentPolicy"/> decides who sees them.</value>
    public bool ShowContent { get; set; }

    /// <summary>Gets or sets the authorization policy that a viewer must satisfy to see content.</summary>
    /// <value>Default null: only viewers on this machine of a dashboard without a policy see content.</value>
    public string? ContentPolicy { get; set; }

    /// <summary>Gets or sets whether every action is refused: running a skill or tests, invalidating the cache, controlling batches, writing a test case.</summary>
    /// <value>Default false.</value>
    public bool ReadOnly { get; set; }

    /// <summary>Gets or sets whether a playground run may be written into its skill file as a test case.</summary>
    /// <value>Default false. Switch it on where people write skills, not in production.</value>
    public bool AllowFileEdits { get; set; }

    /// <summary>Gets or sets the most bytes of a request's body.</summary>
    /// <value>Default 4 MiB; at least 1.</value>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets how often the history and the batch store are asked for changes while pages are open.</summary>
    /// <value>Default one second; 100 milliseconds to one hour.</value>
    public TimeSpan LiveInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the most open event streams. A further one is answered with 503, and its page can be refreshed by hand.</summary>
    /// <value>Default 100; at least 1.</value>
    public int MaxLiveStreams { get; set; } = 100;

    /// <summary>Gets or sets the most playground runs at a time. A further one is answered with 503.</summary>
    /// <value>Default 8; at least 1.</value>
    public int MaxPlaygroundRuns { get; set; } = 8;

    /// <summary>Gets or sets what makes the caller's context of a playground run. Never take a tenant or user from what the caller can make up.</summary>
    /// <value>Default: the user's name identifier, or else name.</value>
    public Func<HttpContext, SkillExecutionContext> Context { get; set; } = CallerContext.Of;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LiveInterval, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LiveInterval, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLiveStreams, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPlaygroundRuns, 1);
        ArgumentNullException.ThrowIfNull(Context);
    }
}
