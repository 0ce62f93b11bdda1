namespace Skills.Engine.Dashboard.Wire;

/// <summary>A page of runs.</summary>
internal sealed record RunsView(IReadOnlyList<RunRow> Items, string? Next, DateTimeOffset? SearchedTo);

/// <summary>One run of the list.</summary>
internal sealed record RunRow(
    string Id,
    string Skill,
    string Version,
    string? Variant,
    string Status,
    string? ErrorCode,
    string? Model,
    string? Tenant,
    double LatencyMs,
    long? TokensInput,
    long? TokensOutput,
    decimal? CostUsd,
    string CostKind,
    bool CacheHit,
    DateTimeOffset ExecutedAt)
{
    public static RunRow Of(ExecutionSummary s) => new(
        s.Id, s.SkillName, s.SkillVersion, s.Variant, s.Status, s.ErrorCode, s.ModelId, s.TenantId, s.LatencyMs, s.TokensInput, s.TokensOutput, s.CostUsd, s.CostKind, s.CacheHit, s.ExecutedAt);
}
