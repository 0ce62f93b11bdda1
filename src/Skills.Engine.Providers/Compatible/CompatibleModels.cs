namespace Skills.Engine.Providers.Compatible;

/// <summary>Models of the presets with a public price, as price lists showed them up to 2026-08-24. Services without a list here have none that is sure: their costs are what they report, or unknown.</summary>
internal static class CompatibleModels
{
    private const ModelCapabilities Chat = ModelCapabilities.JsonMode | ModelCapabilities.Tools | ModelCapabilities.Streaming | ModelCapabilities.Sampling
        | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt;

    private const ModelCapabilities Schema = Chat | ModelCapabilities.JsonSchema;
    private const ModelCapabilities Thinking = Schema | ModelCapabilities.Reasoning;
    private const ModelCapabilities Seeing = Schema | ModelCapabilities.Vision;

    public static readonly PricedModel[] Groq =
    [
        new("openai/gpt-oss-120b", 0.78, 131072, 0.15m, 0.6m, 0.075m, Thinking),
        new("openai/gpt-oss-20b", 0.66, 131072, 0.075m, 0.3m, 0.0375m, Thinking),
        new("meta-llama/llama-4-scout-17b-16e-instruct", 0.65, 131072, 0.11m, 0.34m, null, Seeing),
        new("qwen/qwen3-32b", 0.7, 131072, 0.29m, 0.59m, null, Chat | ModelCapabilities.Reasoning),
        new("llama-3.3-70b-versatile", 0.7, 131072, 0.59m, 0.79m, null, Chat),
        new("llama-3.1-8b-instant", 0.5, 131072, 0.05m, 0.08m, null, Chat),
    ];

    // Its API has a JSON mode and tools, and no schema.
    public static readonly PricedModel[] DeepSeek =
    [
        new("deepseek-v4-pro", 0.9, 1_000_000, 0.435m, 0.87m, 0.003625m, (Chat & ~ModelCapabilities.Seed) | ModelCapabilities.Reasoning | ModelCapabilities.LongContext),
        new("deepseek-v4-flash", 0.82, 1_000_000, 0.14m, 0.28m, 0.0028m, (Chat & ~ModelCapabilities.Seed) | ModelCapabilities.Reasoning | ModelCapabilities.LongContext),
    ];

    public static readonly PricedModel[] Mistral =
    [
        new("mistral-medium-3-5", 0.86, 131072, 1.5m, 7.5m, 0.15m, Seeing),
        new("mistral-large-2512", 0.83, 262144, 0.5m, 1.5m, 0.05m, Seeing | ModelCapabilities.LongContext),
        new("mistral-small-2603", 0.7, 131072, 0.15m, 0.6m, 0.015m, Seeing),
        new("ministral-14b-2512", 0.6, 262144, 0.2m, 0.2m, 0.02m, Seeing | ModelCapabilities.LongContext),
        new("ministral-8b-2512", 0.52, 262144, 0.15m, 0.15m, 0.015m, Seeing | ModelCapabilities.LongContext),
        new("codestral-2508", 0.68, 131072, 0.3m, 0.9m, 0.03m, Schema),
    ];

    public static readonly PricedModel[] XAI =
    [
        new("grok-4.5", 0.93, 500_000, 2m, 6m, 0.5m, Thinking | ModelCapabilities.Vision | ModelCapabilities.LongContext),
        new("grok-4.3", 0.91, 1_000_000, 1.25m, 2.5m, 0.2m, Thinking | ModelCapabilities.Vision | ModelCapabilities.LongContext),
        new("grok-4-1-fast-reasoning", 0.82, 2_000_000, 0.2m, 0.5m, 0.05m, Thinking | ModelCapabilities.Vision | ModelCapabilities.LongContext),
        new("grok-4-1-fast-non-reasoning", 0.76, 2_000_000, 0.2m, 0.5m, 0.05m, Seeing | ModelCapabilities.LongContext),
    ];

    public static readonly PricedModel[] Together =
    [
        new("openai/gpt-oss-120b", 0.78, 131072, 0.15m, 0.6m, null, Thinking),
        new("meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.7, 131072, 0.88m, 0.88m, null, Schema),
    ];
}
