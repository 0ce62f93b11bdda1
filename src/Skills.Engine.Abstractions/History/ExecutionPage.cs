namespace Skills.Engine;

/// <summary>One page of recorded executions.</summary>
/// <param name="Items">Latest first.</param>
/// <param name="Next">Continues after the last item; null when nothing comes after it.</param>
/// <remarks>A rare match is looked for in pieces: a page can have few items, or none, and still a <paramref name="Next"/>. <see cref="SearchedTo"/> says how far it was looked.</remarks>
public sealed record ExecutionPage(IReadOnlyList<ExecutionSummary> Items, string? Next)
{
    /// <summary>Gets the start of the oldest execution that was looked at; null when the search came to the end.</summary>
    public DateTimeOffset? SearchedTo { get; init; }
}

/// <summary>What a list shows of one execution. It contains no content.</summary>
public sealed record ExecutionSummary
{
    /// <inheritdoc cref="ExecutionLogEntry.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.SkillName"/>
    public required string SkillName { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.SkillVersion"/>
    public required string SkillVersion { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.Variant"/>
    public string? Variant { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.Status"/>
    public required string Status { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.ErrorCode"/>
    public string? ErrorCode { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.ModelId"/>
    public string? ModelId { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.TenantId"/>
    public string? TenantId { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.UserId"/>
    public string? UserId { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.LatencyMs"/>
    public double LatencyMs { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.TokensInput"/>
    public long? TokensInput { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.TokensOutput"/>
    public long? TokensOutput { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.CostUsd"/>
    public decimal? CostUsd { get; init; }

    /// <summary>Gets how far the cost can be trusted, in snake case, such as <c>at_least</c>.</summary>
    public string CostKind { get; init; } = "unknown";

    /// <inheritdoc cref="ExecutionLogEntry.CacheHit"/>
    public bool CacheHit { get; init; }

    /// <inheritdoc cref="ExecutionLogEntry.ExecutedAt"/>
    public DateTimeOffset ExecutedAt { get; init; }
}
