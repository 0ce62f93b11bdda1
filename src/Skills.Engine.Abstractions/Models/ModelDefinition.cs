namespace Skills.Engine;

/// <summary>A model as the router sees it: identity, limits, abilities, prices and priors.</summary>
public sealed record ModelDefinition
{
    /// <summary>The id used in skills, results and logs, such as <c>claude-sonnet-5</c>; unique within its provider.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the provider that serves it, such as <c>anthropic</c>; the name under which its <see cref="IModelClient"/> is registered.</summary>
    public required string Provider { get; init; }

    /// <summary>The id on the wire. Default: <see cref="Id"/>.</summary>
    public string WireId { get => field ?? Id; init; }

    /// <summary>Other names under which skills may prefer or pin it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Input and output tokens together; null when unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Longest input in tokens; null: only the context window counts.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Longest output in tokens; null when unknown.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Tokens that a model which reasons unasked gets beyond <see cref="SkillsEngineOptions.DefaultMaxOutputTokens"/>, since its reasoning counts within the output limit; null for other models. A limit that the skill states is kept.</summary>
    public int? ReasoningHeadroom { get; init; }

    /// <summary>What it can do.</summary>
    public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.SystemPrompt | ModelCapabilities.Sampling;

    /// <summary>Prices by the day they take effect; empty when unknown. A free model has a price of zero.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];

    /// <summary>Quality prior, 0 to 1. Default 0.5.</summary>
    public double Quality { get; init; } = 0.5;

    /// <summary>Latency prior: median and 95th percentile of a whole call; null when unknown.</summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <inheritdoc cref="LatencyP50"/>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>Free labels for routing.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Region of the deployment; null when it does not matter.</summary>
    public string? Region { get; init; }

    /// <summary>False keeps it out of routing. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Calls, input tokens and output tokens per minute this deployment grants; null when unknown or unlimited.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <inheritdoc cref="RequestsPerMinute"/>
    public int? InputTokensPerMinute { get; init; }

    /// <inheritdoc cref="RequestsPerMinute"/>
    public int? OutputTokensPerMinute { get; init; }

    /// <summary>
    /// True for a model that answers only when a call pins it or a skill prefers it by name, or when no registered provider has another
    /// kind of model. It is never a fallback. The dry run is one. Default: false.
    /// </summary>
    public bool OnlyByName { get; init; }

    /// <summary>The first day, UTC, on which the provider refuses calls or answers with another model; null when none is announced. From then on it answers only by name, as with <see cref="OnlyByName"/>.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>True for a model that the catalog lacks and that was asked for as <c>provider/model</c>: its limits, abilities and price are not known. Default: false.</summary>
    public bool IsUnlisted { get; init; }

    /// <summary>The price in force on a day; null when none is known for it.</summary>
    public ModelPrice? PriceOn(DateOnly day)
    {
        ModelPrice? inForce = null;
        for (var i = 0; i < Prices.Count; i++)
        {
            var price = Prices[i];
            if (price.EffectiveFrom <= day && (inForce is null || price.EffectiveFrom >= inForce.EffectiveFrom))
            {
                inForce = price;
            }
        }

        return inForce;
    }
}

/// <summary>Prices in USD per million tokens from a day on. A part that is null is billed as plain input or output.</summary>
public sealed record ModelPrice
{
    /// <summary>First day in force. Default: always.</summary>
    public DateOnly EffectiveFrom { get; init; } = DateOnly.MinValue;

    /// <summary>Uncached input.</summary>
    public required decimal Input { get; init; }

    /// <summary>Output, reasoning included.</summary>
    public required decimal Output { get; init; }

    /// <summary>Input read from the provider's prompt cache.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Input written to the prompt cache for five minutes.</summary>
    public decimal? CacheWrite5m { get; init; }

    /// <summary>Input written to the prompt cache for an hour.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Input tokens above which the whole call is billed at the long-context prices; null for one tier.</summary>
    public long? LongContextFrom { get; init; }

    /// <summary>Uncached input of a long-context call.</summary>
    public decimal? LongContextInput { get; init; }

    /// <summary>Output of a long-context call.</summary>
    public decimal? LongContextOutput { get; init; }

    /// <summary>Input through the provider's batch interface.</summary>
    public decimal? BatchInput { get; init; }

    /// <summary>Output through the provider's batch interface.</summary>
    public decimal? BatchOutput { get; init; }

    /// <summary>Input in the service tier <c>flex</c>. Null: such a call is billed as plain, and its cost is an estimate.</summary>
    public decimal? FlexInput { get; init; }

    /// <summary>Output in the service tier <c>flex</c>.</summary>
    public decimal? FlexOutput { get; init; }

    /// <summary>Input in the service tier <c>priority</c>. Null: such a call is billed as plain, and its cost is a lower bound.</summary>
    public decimal? PriorityInput { get; init; }

    /// <summary>Output in the service tier <c>priority</c>.</summary>
    public decimal? PriorityOutput { get; init; }

    /// <summary>Hidden reasoning, where it has a price of its own.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Input tokens of audio. Null: they are billed as plain, and the cost is a lower bound.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Output tokens of audio. Null: they are billed as plain, and the cost is a lower bound.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>Output tokens of images. Null: they are billed as plain, and the cost is a lower bound.</summary>
    public decimal? ImageOutput { get; init; }

    /// <summary>A thousand web searches by the provider's own tool, in USD. Null: the cost of a call with searches is a lower bound.</summary>
    public decimal? WebSearch { get; init; }
}
