using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>The names in which the released conventions for generative AI and the newer ones differ.</summary>
/// <param name="CacheWriteTokens">Span attribute.</param>
/// <param name="Duration">Histogram, seconds.</param>
/// <param name="TimeToFirstChunk">Histogram, seconds.</param>
/// <param name="TokenUsage">Histogram with a token type; null where counters took its place.</param>
internal sealed record GenAiNames(string CacheWriteTokens, string Duration, string TimeToFirstChunk, string? TokenUsage)
{
    /// <summary>semantic-conventions 1.41, the last set released.</summary>
    public static GenAiNames Released { get; } = new(
        GenAi.UsageCacheCreation,
        GenAi.Duration,
        GenAi.TimeToFirstChunk,
        GenAi.TokenUsage);

    /// <summary>semantic-conventions-genai, still under work; by <c>OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental</c>.</summary>
    public static GenAiNames Latest { get; } = new(
        LatestGenAi.UsageCacheWrite,
        LatestGenAi.Duration,
        LatestGenAi.TimeToFirstChunk,
        null);
}
