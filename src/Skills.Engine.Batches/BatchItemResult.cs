using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Batches;

/// <summary>The result of one item, recorded exactly once.</summary>
public sealed record BatchItemResult
{
    /// <summary>Gets the number of the item in the source, from 1.</summary>
    public required long Row { get; init; }

    /// <summary>Gets the caller's id of the item; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Gets how the execution ended.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>Gets the outputs; null when there are none.</summary>
    public JsonElement? Outputs { get; init; }

    /// <summary>Gets what went wrong; empty on success.</summary>
    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <summary>Gets the model that answered; null when none did.</summary>
    public string? ModelId { get; init; }

    /// <summary>Gets its provider.</summary>
    public string? ModelProvider { get; init; }

    /// <summary>Gets the cost of all attempts at the item. It is a lower bound if an attempt was lost with its worker.</summary>
    public Cost Cost { get; init; } = Cost.Zero;

    /// <summary>Gets whether the outputs come from the cache.</summary>
    public bool CacheHit { get; init; }

    /// <summary>Gets how often the item was started.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Gets how many of the attempts were lost with their worker. Their model calls may have been paid.</summary>
    public int Repeats { get; init; }

    /// <summary>Gets the id of the last execution; null when a worker was lost each time.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Gets the duration of the last execution in milliseconds.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Gets when the result was made, UTC.</summary>
    public DateTimeOffset CompletedAt { get; init; }

    /// <summary>Gets whether the item succeeded.</summary>
    [JsonIgnore]
    public bool IsSuccess => Status == ExecutionStatus.Success;

    /// <summary>Returns row, id, status and cost. Outputs and messages are left out.</summary>
    public override string ToString() => FormattableString.Invariant($"row {Row} {Id}: {Status}, {Cost.Usd} USD ({Cost.Kind})");
}
