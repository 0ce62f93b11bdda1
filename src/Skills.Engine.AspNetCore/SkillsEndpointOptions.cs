using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;

namespace Skills.Engine;

/// <summary>What <c>MapSkills</c> serves, and its bounds.</summary>
public sealed class SkillsEndpointOptions
{
    /// <summary>Most bytes of a request's body; a larger one is answered with 413.</summary>
    /// <value>Default 4 MiB; at least 1.</value>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Whether a skill's definition shows its prompt, and a whole result the prompt as it was sent.</summary>
    /// <value>Default false.</value>
    public bool ShowPrompts { get; set; }

    /// <summary>Whether whole results and problems show the model's raw reply.</summary>
    /// <value>Default false.</value>
    public bool ShowRawOutput { get; set; }

    /// <summary>Whether <c>POST {skill}/render</c> and the prompts of MCP are there. They answer with the rendered prompt.</summary>
    /// <value>Default true; switch it off where prompts are secret.</value>
    public bool AllowRender { get; set; } = true;

    /// <summary>Whether <c>POST mcp</c> is there: the skills as tools of the Model Context Protocol.</summary>
    /// <value>Default true. Tool calls carry no <c>Idempotency-Key</c>, also where <see cref="RequireIdempotencyKey"/> asks the other executions for one.</value>
    public bool AllowMcp { get; set; } = true;

    /// <summary>Origins of web pages that may speak MCP, such as <c>https://app.example.com</c>. Requests without an <c>Origin</c> come from no browser and pass; a page of this machine may always call a server of this machine.</summary>
    /// <value>Default none.</value>
    public IList<string> McpOrigins { get; } = [];

    /// <summary>Whether <c>GET runs</c> shows the latest executions of everyone who uses the engine, as <see cref="MemoryExecutionLog"/> holds them. Callers always see the runs they started themselves with <c>Prefer: respond-async</c>.</summary>
    /// <value>Default false; put a policy on the endpoints before switching it on.</value>
    public bool ShowHistory { get; set; }

    /// <summary>Whether every execution must carry an <c>Idempotency-Key</c>.</summary>
    /// <value>Default false.</value>
    public bool RequireIdempotencyKey { get; set; }

    /// <summary>How long the answer to an <c>Idempotency-Key</c> is kept.</summary>
    /// <value>Default 24 hours; more than zero.</value>
    public TimeSpan IdempotencyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most answers kept for idempotency keys; the oldest of the tenant or user with most goes first.</summary>
    /// <value>Default 10,000; at least 1.</value>
    public int MaxIdempotencyKeys { get; set; } = 10_000;

    /// <summary>How long a finished asynchronous run can be asked for.</summary>
    /// <value>Default 24 hours; more than zero.</value>
    public TimeSpan RunLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most asynchronous runs kept; the oldest finished one of the tenant or user with most goes first. When all are under way, a further one is answered with 429. The last tenth is for callers that have few under way.</summary>
    /// <value>Default 1,000; at least 1.</value>
    public int MaxRuns { get; set; } = 1000;

    /// <summary>Most bytes of answers kept for idempotency keys, and as many again of asynchronous runs with their inputs; the oldest goes first. When runs under way take all of it, a further one is answered with 429.</summary>
    /// <value>Default 256 MiB; at least 1.</value>
    public long MaxKeptBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Time between two comments that keep an idle stream open.</summary>
    /// <value>Default 15 seconds; more than zero.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time in which the client of a stream takes nothing of what was written. Then the connection is closed and the execution canceled.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan StreamStallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the caller's context of a request. Never take a tenant or user from what the caller can make up.</summary>
    /// <value>Default: the user's <see cref="ClaimTypes.NameIdentifier"/>, or else name; <c>Cache-Control: no-cache</c> refreshes the cache and <c>no-store</c> leaves it out.</value>
    public Func<HttpContext, SkillExecutionContext> Context { get; set; } = CallerContext.Of;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdempotencyLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIdempotencyKeys, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RunLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRuns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxKeptBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Heartbeat, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StreamStallTimeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Context);
    }
}
