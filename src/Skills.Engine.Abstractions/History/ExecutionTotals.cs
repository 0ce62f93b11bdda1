using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>What one sum of <see cref="IExecutionHistory.TotalsAsync"/> is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionGrouping>))]
public enum ExecutionGrouping
{
    /// <summary>A skill, by its slug. Only these sums have percentiles.</summary>
    Skill,

    /// <summary>A tenant; empty for executions without one.</summary>
    Tenant,

    /// <summary>A model that answered, by its id; empty for executions without one.</summary>
    Model,

    /// <summary>A day, UTC, as <c>2026-11-29</c>.</summary>
    Day,
}

/// <summary>Sums over recorded executions.</summary>
public sealed record ExecutionTotals
{
    /// <summary>Gets the name of the skill, tenant, model or day.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the number of executions.</summary>
    public long Runs { get; init; }

    /// <summary>Gets the number that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Gets the number served from the cache.</summary>
    public long CacheHits { get; init; }

    /// <summary>Gets input tokens, as far as known.</summary>
    public long TokensInput { get; init; }

    /// <summary>Gets output tokens, as far as known.</summary>
    public long TokensOutput { get; init; }

    /// <summary>Gets the cost in USD and how far it can be trusted. It is at least so much when the cost of some executions is unknown.</summary>
    public Cost Cost { get; init; } = Cost.Zero;

    /// <summary>Gets the number of executions whose cost is unknown.</summary>
    public long UnknownCosts { get; init; }

    /// <summary>Gets the median latency in milliseconds, within 5 %; null for other groupings than <see cref="ExecutionGrouping.Skill"/>.</summary>
    public double? P50Ms { get; init; }

    /// <summary>Gets the 95th percentile of latency in milliseconds, within 5 %; null for other groupings than <see cref="ExecutionGrouping.Skill"/>.</summary>
    public double? P95Ms { get; init; }
}
