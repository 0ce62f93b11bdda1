using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>One try at a model within an execution.</summary>
public sealed record SkillAttempt
{
    private bool? _outputValid;

    /// <summary>From 1, in the order of starting.</summary>
    public required int Number { get; init; }

    /// <summary>The model tried.</summary>
    public required string ModelId { get; init; }

    /// <summary>Its provider.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Why it was made: <c>first</c>, <c>retry</c>, <c>fallback</c>, <c>hedge</c>, <c>parallel</c>, <c>tools</c> with the results of tool calls, or <c>reask:</c> and the failure class.</summary>
    public required string Reason { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Milliseconds to the first piece of the answer; null when not measured.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    /// <summary>Tokens; null when none were reported.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it cost.</summary>
    public Cost Cost { get; init; } = Cost.Unknown;

    /// <summary>What the provider's prompt cache saved, in USD, by the catalog's prices. Negative where writing cost more than reading saved. Null when no price or usage is known, or the provider charged a sum of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? PromptCacheSavingUsd { get; init; }

    /// <summary>What went wrong at the provider; null when it answered.</summary>
    public ModelErrorKind? Error { get; init; }

    /// <summary>The sentence for <see cref="Error"/>.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Why the model stopped; null when it did not answer.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>How the wanted shape was asked for.</summary>
    public SchemaMode SchemaMode { get; init; }

    /// <summary>The provider's id of the call.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the reply satisfied schema and rules; null when there was none.</summary>
    public bool? OutputValid
    {
        get => _outputValid;
        init => _outputValid = value;
    }

    /// <summary>Notes the verdict on a try that nobody has seen yet, in place of a copy.</summary>
    internal void Judge(bool isValid) => _outputValid = isValid;
}
