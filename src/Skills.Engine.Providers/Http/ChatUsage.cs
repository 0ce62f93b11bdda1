using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Token counts of chat completions in the names of OpenAI and of the servers that speak its form.</summary>
internal static class ChatUsage
{
    // Beyond what any one call can cost.
    private const decimal MostUsd = 10_000;

    /// <summary>Prompt tokens include what was cached. Completion tokens include reasoning, unless the total tells that they do not.</summary>
    public static TokenUsage? Read(JsonElement? usage)
    {
        var prompt = usage.Tokens("prompt_tokens") ?? usage.Tokens("input_tokens");
        var completion = usage.Tokens("completion_tokens") ?? usage.Tokens("output_tokens");
        var input = usage.Get("prompt_tokens_details") ?? usage.Get("input_tokens_details");
        var reasoning = ReasoningOf(usage);
        AddOutside(usage, ref completion, ref reasoning);

        // In turn: OpenAI and most others, DeepSeek, Moonshot, Fireworks and Together. A 0 can be a field that is only filled.
        long? cached = null;
        foreach (var count in (ReadOnlySpan<long?>)[input.Tokens("cached_tokens"), usage.Tokens("prompt_cache_hit_tokens"), usage.Tokens("cached_tokens"), usage.Tokens("num_cached_tokens"), usage.Tokens("cache_read_input_tokens")])
        {
            cached = count > (cached ?? -1) ? count : cached;
        }

        var written = input.Tokens("cache_write_tokens") ?? input.Tokens("cache_creation_tokens") ?? usage.Tokens("cache_creation_input_tokens");
        return WithAudio(Normal(prompt, cached, written, completion, reasoning), input.Tokens("audio_tokens"), usage.Get("completion_tokens_details").Tokens("audio_tokens"));
    }

    private static TokenUsage? WithAudio(TokenUsage? usage, long? input, long? output) => usage is not null && (input > 0 || output > 0)
        ? usage with { InputAudio = PartOf(usage.InputUncached, input), OutputAudio = PartOf(usage.OutputVisible, output) }
        : usage;

    /// <summary>A part of a count, at most the whole; null when there is none. Cached tokens of audio are billed as cached.</summary>
    public static long? PartOf(long? whole, long? part) => part is > 0 ? Math.Min(part.Value, whole ?? 0) : null;

    /// <summary>Tokens of the total that neither the prompt nor the completion counts, and no part explains: they may be billed.</summary>
    public static IReadOnlyList<string> Unexplained(JsonElement? usage) =>
        ReasoningOf(usage) is null && Outside(usage) is { } tokens ? [string.Create(CultureInfo.InvariantCulture, $"total_tokens: {tokens} more")] : [];

    /// <summary>
    /// What the gateway says it charged, in USD, as OpenRouter does in <c>usage.cost</c>; null when unsaid or zero, and for a key of the caller's own
    /// at the vendor, where it is only the gateway's fee.
    /// </summary>
    public static decimal? Charged(JsonElement? usage) =>
        usage.Get("cost") is { ValueKind: JsonValueKind.Number } cost && cost.TryGetDecimal(out var usd) && usd is > 0 and <= MostUsd
        && usage?.Flag("is_byok") is not true
            ? usd
            : null;

    /// <summary>Adds reasoning that the total counts and the output does not.</summary>
    public static void AddOutside(JsonElement? usage, ref long? completion, ref long? reasoning)
    {
        if (reasoning is not null && Outside(usage) is { } outside)
        {
            reasoning = reasoning > completion || reasoning == outside ? outside : reasoning + outside;
            completion += outside;
        }
    }

    private static long? ReasoningOf(JsonElement? usage) =>
        (usage.Get("completion_tokens_details") ?? usage.Get("output_tokens_details")).Tokens("reasoning_tokens") ?? usage.Tokens("reasoning_tokens");

    private static long? Outside(JsonElement? usage) =>
        usage.Tokens("total_tokens") - (usage.Tokens("prompt_tokens") ?? usage.Tokens("input_tokens")) - (usage.Tokens("completion_tokens") ?? usage.Tokens("output_tokens")) is > 0 and var tokens ? tokens : null;

    /// <summary>The normal form of counts whose totals include their parts; parts larger than the whole are not believed.</summary>
    public static TokenUsage? Normal(long? prompt, long? cached, long? written, long? completion, long? reasoning)
    {
        if (prompt is null && completion is null)
        {
            return null;
        }

        if ((cached ?? 0) + (written ?? 0) > (prompt ?? 0))
        {
            cached = written = null;
        }

        if (reasoning > (completion ?? 0))
        {
            reasoning = null;
        }

        return new()
        {
            InputUncached = prompt - (cached ?? 0) - (written ?? 0),
            CacheRead = cached,
            CacheWrite5m = written,
            OutputVisible = completion - (reasoning ?? 0),
            Reasoning = reasoning,
        };
    }
}
