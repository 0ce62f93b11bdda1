using System.Text.Json;

namespace Skills.Engine.Definitions;

/// <summary>What came of the steps of a composed skill.</summary>
internal sealed record CompositionResult
{
    /// <summary>The outputs, before they are held against the output schema; null after an error.</summary>
    public JsonElement? Outputs { get; init; }

    /// <summary>Every execution, in the order of the plan, and of the entries within a step.</summary>
    public IReadOnlyList<SkillResult> Children { get; init; } = [];

    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <summary>Steps that were skipped or failed without ending the whole, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Tokens of all children; null when none were reported.</summary>
    public TokenUsage? Usage => Children.Aggregate((TokenUsage?)null, static (sum, c) => c.Usage is null || c.CacheHit ? sum : sum is null ? c.Usage : sum + c.Usage);

    /// <summary>Cost of all children.</summary>
    public Cost Cost => Children.Aggregate(Cost.Zero, static (sum, c) => sum + c.Cost);
}
