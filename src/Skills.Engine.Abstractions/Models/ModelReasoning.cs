using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How much a model reasons before it answers. Each provider gets it in its own form; a model that does not reason ignores it with a warning.</summary>
public sealed record ModelReasoning
{
    /// <summary>The effort; null takes the one that is nearest to <see cref="BudgetTokens"/>.</summary>
    public ModelReasoningEffort? Effort { get; init; }

    /// <summary>Most tokens of reasoning, 1,024 to 1,000,000; null takes 2,048 for low, 8,192 for medium and 16,384 for high effort. Providers that know efforts only get the nearest one.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>Whether the reasoning, or the provider's summary of it, is asked for and put on <see cref="SkillResult.ReasoningText"/>. Default false.</summary>
    public bool IncludeText { get; init; }

    /// <summary>Gets the tokens that are reserved for reasoning, on top of the answer's own limit.</summary>
    public int ReservedTokens => BudgetTokens ?? Effort switch
    {
        ModelReasoningEffort.Low => 2_048,
        ModelReasoningEffort.High => 16_384,
        _ => 8_192,
    };

    /// <summary>Gets the effort for providers that know no budget.</summary>
    public ModelReasoningEffort NearestEffort => Effort ?? ReservedTokens switch
    {
        <= 4_096 => ModelReasoningEffort.Low,
        <= 12_288 => ModelReasoningEffort.Medium,
        _ => ModelReasoningEffort.High,
    };
}

/// <summary>How hard a model reasons.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelReasoningEffort>))]
public enum ModelReasoningEffort
{
    /// <summary>Little.</summary>
    Low,

    /// <summary>The middle.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,
}
