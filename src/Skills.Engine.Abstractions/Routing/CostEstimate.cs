namespace Skills.Engine;

/// <summary>What an execution will cost, before it runs. Amounts are null where no price is known.</summary>
public sealed record CostEstimate
{
    /// <summary>The model the router would choose; null when none fits.</summary>
    public string? ModelId { get; init; }

    /// <summary>Its provider.</summary>
    public string? ModelProvider { get; init; }

    /// <summary>Estimated input tokens.</summary>
    public int InputTokens { get; init; }

    /// <summary>Expected output tokens of one reply.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Expected cost of a first answer, in USD: one try, or one at each model a parallel mode asks, its judge left out.</summary>
    public decimal? ExpectedUsd { get; init; }

    /// <summary>Low end of the range, in USD.</summary>
    public decimal? LowUsd { get; init; }

    /// <summary>High end of the range, in USD: a longer prompt and reply than expected, and every re-ask allowed.</summary>
    public decimal? HighUsd { get; init; }

    /// <summary>Most it can come to, in USD: the dearest candidate, the longest reply, every re-ask.</summary>
    public decimal? WorstUsd { get; init; }

    /// <summary>The fallbacks and what one try at each would cost.</summary>
    public IReadOnlyList<ModelCostEstimate> Alternatives { get; init; } = [];

    /// <summary>Why that model; null when no choice was made.</summary>
    public RoutingExplanation? Routing { get; init; }
}

/// <summary>What one try at a model would cost.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="ModelProvider">Its provider.</param>
/// <param name="ExpectedUsd">In USD; null when no price is known.</param>
public sealed record ModelCostEstimate(string ModelId, string ModelProvider, decimal? ExpectedUsd);
