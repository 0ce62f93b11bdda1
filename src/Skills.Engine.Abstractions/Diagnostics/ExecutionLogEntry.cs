using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine;

/// <summary>An execution record laid flat, as logs store it. Named in snake case in JSON: <c>skill_version</c>, <c>latency_ms</c>.</summary>
public sealed record ExecutionLogEntry
{
    private ExecutionLogEntry() { }

    /// <summary>The execution's id; unique.</summary>
    public required string Id { get; init; }

    /// <inheritdoc cref="SkillResult.SkillId"/>
    public required string SkillId { get; init; }

    /// <summary>The skill's slug.</summary>
    public required string SkillName { get; init; }

    /// <inheritdoc cref="SkillResult.SkillVersion"/>
    public required string SkillVersion { get; init; }

    /// <inheritdoc cref="SkillResult.SkillHash"/>
    public required string SkillHash { get; init; }

    /// <inheritdoc cref="SkillResult.Variant"/>
    public string? Variant { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.UserId"/>
    public string? UserId { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.TenantId"/>
    public string? TenantId { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.AgentId"/>
    public string? AgentId { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.WorkflowId"/>
    public string? WorkflowId { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.ParentExecutionId"/>
    public string? ParentExecutionId { get; init; }

    /// <inheritdoc cref="ExecutionRecord.TraceId"/>
    public string? TraceId { get; init; }

    /// <summary>Such as <c>success</c> or <c>timeout</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The first error's code; null on success.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The first error's sentence; null on success, and where it may quote content that is not recorded.</summary>
    public string? ErrorMessage { get; init; }

    /// <inheritdoc cref="SkillResult.Errors"/>
    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <inheritdoc cref="SkillResult.Warnings"/>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <inheritdoc cref="SkillResult.ValidationPassed"/>
    public bool ValidationPassed { get; init; }

    /// <summary>What each rule said; null when they did not run.</summary>
    public IReadOnlyList<RuleResult>? ValidationResults { get; init; }

    /// <summary>Whether the following five were recorded.</summary>
    public bool HasContent { get; init; }

    /// <inheritdoc cref="SkillResult.Inputs"/>
    public JsonElement? Inputs { get; init; }

    /// <inheritdoc cref="SkillResult.Outputs"/>
    public JsonElement? Outputs { get; init; }

    /// <inheritdoc cref="SkillResult.RenderedPrompt"/>
    public string? RenderedPrompt { get; init; }

    /// <inheritdoc cref="SkillResult.Messages"/>
    public IReadOnlyList<ModelMessage>? Messages { get; init; }

    /// <inheritdoc cref="SkillResult.RawOutput"/>
    public string? RawOutput { get; init; }

    /// <inheritdoc cref="SkillResult.ModelId"/>
    public string? ModelId { get; init; }

    /// <inheritdoc cref="SkillResult.ModelProvider"/>
    public string? ModelProvider { get; init; }

    /// <summary>Why that model: the candidates that fit or nearly did. Models whose provider the host has not set up are in it only when none fits.</summary>
    public RoutingExplanation? Routing { get; init; }

    /// <inheritdoc cref="SkillResult.Attempts"/>
    public IReadOnlyList<SkillAttempt> Attempts { get; init; } = [];

    /// <inheritdoc cref="SkillResult.Edits"/>
    public IReadOnlyList<OutputEdit> Edits { get; init; } = [];

    /// <inheritdoc cref="SkillResult.LatencyMs"/>
    public double LatencyMs { get; init; }

    /// <inheritdoc cref="SkillResult.StepTimings"/>
    public IReadOnlyDictionary<SkillStep, double> StepTimings { get; init; } = new Dictionary<SkillStep, double>();

    /// <summary>Input tokens of the execution's own tries, without those of the skills it ran, which have entries of their own: so sums over entries count each try once.</summary>
    public long? TokensInput { get; init; }

    /// <summary>Output tokens of the execution's own tries.</summary>
    public long? TokensOutput { get; init; }

    /// <summary>Tokens of the execution's own tries; null when no model answered it.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost of the execution's own tries in USD; null when unknown. <see cref="TotalCostUsd"/> has that of the skills it ran too.</summary>
    public decimal? CostUsd { get; init; }

    /// <inheritdoc cref="Cost.Kind"/>
    public CostKind CostKind { get; init; }

    /// <inheritdoc cref="SkillResult.CacheHit"/>
    public bool CacheHit { get; init; }

    /// <inheritdoc cref="SkillResult.IsStale"/>
    public bool IsStale { get; init; }

    /// <inheritdoc cref="SkillResult.CacheKey"/>
    public string? CacheKey { get; init; }

    /// <inheritdoc cref="SkillResult.ExecutedAt"/>
    public DateTimeOffset ExecutedAt { get; init; }

    /// <inheritdoc cref="SkillResult.CompletedAt"/>
    public DateTimeOffset CompletedAt { get; init; }

    /// <inheritdoc cref="SkillExecutionContext.Metadata"/>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Execution ids of the skills this one ran; each has an entry of its own.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    /// <summary>Cost of the execution and of the skills it ran in USD, as its result has it; of a plain skill that is <see cref="CostUsd"/>.</summary>
    public decimal? TotalCostUsd { get; init; }

    /// <summary>Input tokens of the execution and of the skills it ran.</summary>
    public long? TotalTokensInput { get; init; }

    /// <summary>Output tokens of the execution and of the skills it ran.</summary>
    public long? TotalTokensOutput { get; init; }

    /// <summary>Calls of tools in the order of their rounds; empty without any. Arguments and results are there only if content was recorded.</summary>
    public IReadOnlyList<SkillToolRun> ToolRuns { get; init; } = [];

    /// <summary>Lays a record flat.</summary>
    public static ExecutionLogEntry From(ExecutionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        var result = record.Result;
        var isComposed = result.Children.Count > 0;
        var (usage, cost) = isComposed ? Own(result) : (result.Usage, result.Cost);
        return new()
        {
            Id = result.ExecutionId,
            SkillId = result.SkillId,
            SkillName = record.SkillName,
            SkillVersion = result.SkillVersion,
            SkillHash = result.SkillHash,
            Variant = result.Variant,
            UserId = result.Context.UserId,
            TenantId = result.Context.TenantId,
            AgentId = result.Context.AgentId,
            WorkflowId = result.Context.WorkflowId,
            ParentExecutionId = result.Context.ParentExecutionId,
            TraceId = record.TraceId,
            Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Status.ToString()),
            ErrorCode = result.Errors is [var first, ..] ? first.Code : null,
            ErrorMessage = string.IsNullOrEmpty(result.ErrorMessage) ? null : result.ErrorMessage,
            Errors = result.Errors,
            Warnings = result.Warnings,
            ValidationPassed = result.ValidationPassed,
            ValidationResults = result.ValidationResult?.Rules,
            HasContent = record.HasContent,
            Inputs = result.Inputs,
            Outputs = result.Outputs,
            RenderedPrompt = result.RenderedPrompt,
            Messages = result.Messages.Count == 0 ? null : result.Messages,
            RawOutput = result.RawOutput,
            ModelId = result.ModelId,
            ModelProvider = result.ModelProvider,
            Routing = Shortened(result.Routing),
            Attempts = result.Attempts,
            Edits = result.Edits,
            LatencyMs = result.LatencyMs,
            StepTimings = result.StepTimings,
            TokensInput = isComposed ? usage?.InputTotal ?? 0 : result.TokensInput,
            TokensOutput = isComposed ? usage?.OutputTotal ?? 0 : result.TokensOutput,
            Usage = usage,
            CostUsd = cost.Usd,
            CostKind = cost.Kind,
            CacheHit = result.CacheHit,
            IsStale = result.IsStale,
            CacheKey = result.CacheKey,
            ExecutedAt = result.ExecutedAt,
            CompletedAt = result.CompletedAt,
            Metadata = result.Context.Metadata,
            Children = [.. result.Children.Select(static c => c.ExecutionId)],
            TotalCostUsd = result.CostUsd,
            TotalTokensInput = result.TokensInput,
            TotalTokensOutput = result.TokensOutput,
            ToolRuns = result.ToolRuns,
        };
    }

    private static (TokenUsage? Usage, Cost Cost) Own(SkillResult result) => (
        result.Attempts.Aggregate((TokenUsage?)null, static (sum, a) => a.Usage is null ? sum : sum is null ? a.Usage : sum + a.Usage),
        result.Attempts.Aggregate(result.EmbeddingCost ?? Cost.Zero, static (sum, a) => sum + a.Cost));

    // The whole catalog, the same in every record, would be most of each.
    private static RoutingExplanation? Shortened(RoutingExplanation? routing) =>
        routing is not null && routing.Candidates.Any(static c => c.DroppedBy is null)
            ? routing with { Candidates = [.. routing.Candidates.Where(static c => c.DroppedBy is not ("key" or "enabled"))] }
            : routing;

    /// <summary>The entry as one line of JSON without its line end; what is null is left out.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, Diagnostics.ExecutionLogJson.Default.ExecutionLogEntry);
}
