using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Batches.Replays;

/// <summary>The stored form of a result: what a caller may act on, without prompt and reply.</summary>
internal static class ReplayJson
{
    private const int MaxDepth = 1000;

    private static readonly ReplayJsonContext Context = new(new(ReplayJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth });

    // A replay of these would keep a failure that may be over.
    private static readonly string[] Passing = ["model.", "budget.", "execution."];

    /// <summary>Whether another call may succeed, so that the failure is not stored.</summary>
    public static bool MayPass(SkillResult result) =>
        !result.IsSuccess && (result.RetryAfter is not null || result.Errors is not [var first, ..] || Array.Exists(Passing, p => first.Code.StartsWith(p, StringComparison.Ordinal)));

    public static string Text(SkillResult result) => JsonSerializer.Serialize(
        new StoredReplay
        {
            ExecutionId = result.ExecutionId,
            SkillId = result.SkillId,
            SkillVersion = result.SkillVersion,
            SkillHash = result.SkillHash,
            Variant = result.Variant,
            Status = result.Status,
            Outputs = result.Outputs,
            Errors = result.Errors,
            Warnings = result.Warnings,
            ModelId = result.ModelId,
            ModelProvider = result.ModelProvider,
            Cost = result.Cost,
            CacheHit = result.CacheHit,
            LatencyMs = result.LatencyMs,
            ExecutedAt = result.ExecutedAt,
            CompletedAt = result.CompletedAt,
        },
        Context.StoredReplay);

    public static SkillResult Read(string text, SkillExecutionContext context)
    {
        var stored = JsonSerializer.Deserialize(text, Context.StoredReplay)!;
        return new()
        {
            ExecutionId = stored.ExecutionId,
            SkillId = stored.SkillId,
            SkillVersion = stored.SkillVersion,
            SkillHash = stored.SkillHash,
            Variant = stored.Variant,
            Status = stored.Status,
            Outputs = stored.Outputs,
            Errors = stored.Errors,
            Warnings = stored.Warnings,
            ModelId = stored.ModelId,
            ModelProvider = stored.ModelProvider,
            Cost = stored.Cost,
            CacheHit = stored.CacheHit,
            LatencyMs = stored.LatencyMs,
            ExecutedAt = stored.ExecutedAt,
            CompletedAt = stored.CompletedAt,
            ValidationPassed = stored.Status == ExecutionStatus.Success,
            Context = context,
        };
    }
}

/// <summary>A stored result.</summary>
internal sealed record StoredReplay
{
    public required string ExecutionId { get; init; }

    public required string SkillId { get; init; }

    public required string SkillVersion { get; init; }

    public required string SkillHash { get; init; }

    public string? Variant { get; init; }

    public required ExecutionStatus Status { get; init; }

    public JsonElement? Outputs { get; init; }

    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? ModelId { get; init; }

    public string? ModelProvider { get; init; }

    public Cost Cost { get; init; }

    public bool CacheHit { get; init; }

    public double LatencyMs { get; init; }

    public DateTimeOffset ExecutedAt { get; init; }

    public DateTimeOffset CompletedAt { get; init; }
}

/// <summary>Generated serializers of the stored form.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredReplay))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext;
