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
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.client.operation.duration",
        "gen_ai.client.operation.time_to_first_chunk",
        "gen_ai.client.token.usage");

    /// <summary>semantic-conventions-genai, still under work; by <c>OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental</c>.</summary>
    public static GenAiNames Latest { get; } = new(
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.client.inference.duration",
        "gen_ai.client.inference.time_to_first_chunk",
        null);

    /// <summary>Prefix of the newer counters: one for each kind of token.</summary>
    public const string UsageCounterPrefix = "gen_ai.client.inference.usage.";
}
