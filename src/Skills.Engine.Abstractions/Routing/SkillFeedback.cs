namespace Skills.Engine;

/// <summary>What a person thought of a result.</summary>
public sealed record SkillFeedback
{
    /// <summary>The execution judged.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>How good it was, 0 to 1; five stars of five are 1, one star is 0.</summary>
    public required double Rating { get; init; }

    /// <summary>The skill's category, the model and its provider: needed only when the execution ran in another process or long ago. The catalog must know the model.</summary>
    public string? Category { get; init; }

    /// <inheritdoc cref="Category"/>
    public string? ModelId { get; init; }

    /// <inheritdoc cref="Category"/>
    public string? ModelProvider { get; init; }

    /// <summary>Free text for people; kept in the execution logs only.</summary>
    public string? Comment { get; init; }

    /// <summary>The author of the feedback; null when unknown.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the author's tenant: feedback for an execution of another tenant is not learned from. Null rates any execution, an empty text those without a tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>When it was said, UTC.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}
