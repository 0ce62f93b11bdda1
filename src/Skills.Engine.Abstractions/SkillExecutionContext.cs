using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine.Models.Invocation;

namespace Skills.Engine;

/// <summary>The caller, and what differs for this one call. Immutable; the engine copies it to the result and never to another caller's.</summary>
public sealed record SkillExecutionContext
{
    /// <summary>The user on whose behalf the skill runs; part of the cache key when the skill's scope is <see cref="CacheScope.User"/>, and of budgets and sticky A/B choices.</summary>
    public string? UserId { get; init; }

    /// <summary>The tenant. Results are never shared between tenants, whatever the skill's cache scope.</summary>
    public string? TenantId { get; init; }

    /// <summary>The agent that calls, for the execution log.</summary>
    public string? AgentId { get; init; }

    /// <summary>The workflow that calls, for the execution log.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>The execution that caused this one, for the execution log and traces.</summary>
    public string? ParentExecutionId { get; init; }

    /// <summary>Free data copied to the result and the execution log. Not part of the cache key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How this call treats the cache. Default: <see cref="CacheMode.Default"/>.</summary>
    public CacheMode CacheMode { get; init; }

    /// <summary>Overrides the skill's time-to-live for what this call stores; null keeps it.</summary>
    public TimeSpan? CacheTtl { get; init; }

    /// <summary>Pins one model by id or alias, so no other is tried; part of the cache key. Null lets the router choose.</summary>
    public string? Model { get; init; }

    /// <summary>Pins a variant of the skill by name; empty pins the skill itself, null lets the weights decide. An unknown name fails the execution.</summary>
    public string? Variant { get; init; }

    /// <summary>Overall deadline of this call; null takes the skill's, then <see cref="SkillsEngineOptions.DefaultTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Tools offered to the model, as the provider's own JSON definitions would hold them; null or an array.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>How many skills called each other as tools before this execution.</summary>
    internal int ToolDepth { get; init; }

    /// <summary>Answers the model calls of the execution later than a client would; null asks the clients.</summary>
    internal IDeferredCalls? Deferred { get; init; }

    /// <summary>An anonymous caller with the defaults.</summary>
    internal static SkillExecutionContext Anonymous { get; } = new();
}

/// <summary>How one call treats the cache.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CacheMode>))]
public enum CacheMode
{
    /// <summary>Read and write, as the skill says.</summary>
    Default,

    /// <summary>Neither read nor write.</summary>
    Bypass,

    /// <summary>Do not read; store the new result over the old.</summary>
    Refresh,

    /// <summary>Read, but do not write.</summary>
    ReadOnly,
}

/// <summary>Who may share a cached result, within a tenant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CacheScope>))]
public enum CacheScope
{
    /// <summary>Every caller of the tenant.</summary>
    Shared,

    /// <summary>Every caller of the tenant; a call without a <see cref="SkillExecutionContext.TenantId"/> is not cached.</summary>
    Tenant,

    /// <summary>The same user only; a call without a <see cref="SkillExecutionContext.UserId"/> is not cached.</summary>
    User,
}
