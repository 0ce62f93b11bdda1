using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Which models may run a skill, and with which options. Null always means: not said.</summary>
public sealed record ModelPreferences
{
    /// <summary>Model ids or aliases in order of preference; tried first while they pass the filters. Empty: no preference.</summary>
    public IReadOnlyList<string> PreferredModels { get; init; } = [];

    /// <summary>Model ids or aliases that may answer, a call's pin included; empty for all.</summary>
    public IReadOnlyList<string> OnlyModels { get; init; } = [];

    /// <summary>Model ids or aliases that never answer, not even as a fallback or when a call pins them; empty for none.</summary>
    public IReadOnlyList<string> AvoidedModels { get; init; } = [];

    /// <summary>What the model must be able to do.</summary>
    public ModelCapabilities Require { get; init; }

    /// <summary>Lowest quality prior, 0 to 1; null for no floor.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Highest expected cost of one call in USD; null for no ceiling.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Highest expected latency of one call; null for no ceiling.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>Providers that may be used; empty for all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Providers that earn the vendor term of the score; empty for none.</summary>
    public IReadOnlyList<string> PreferredProviders { get; init; } = [];

    /// <summary>Whether another provider may be asked when one's content policy forbids prompt or answer. Default false.</summary>
    public bool FallbackOnContentPolicy { get; init; }

    /// <summary>Tags a model must carry, all of them; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Regions a deployment must be in, any of them; empty for all.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Asks several models at once; null asks one.</summary>
    public ParallelPreferences? Parallel { get; init; }

    /// <summary>Whether a share of calls may try a model with few outcomes; see <see cref="LearningOptions.Exploration"/>. Default true. Set false where a wrong answer is dear.</summary>
    public bool Explore { get; init; } = true;

    /// <summary>How hard the skill is, from 0, which any model can do, to 1, which hardly any can; null estimates each request by its prompt.</summary>
    public double? Difficulty { get; init; }

    /// <summary>What counts more, from 0, the cheapest model that fits, to 1, the best one whatever it costs; null and 0.5 leave the weights as they are.</summary>
    public double? CostQuality { get; init; }

    /// <summary>How models are asked one after another. Default: <see cref="RoutingStrategy.Best"/>.</summary>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>Weights of the router's score; null takes the router's defaults.</summary>
    public RoutingWeights? Weights { get; init; }

    /// <summary>Sampling temperature, 0 to 2; null leaves it to the provider.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Sampling from the best so many tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>Longest reply in tokens; null takes <see cref="SkillsEngineOptions.DefaultMaxOutputTokens"/>, clamped to the model's limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Texts at which the model stops.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Seed for providers that take one.</summary>
    public long? Seed { get; init; }

    /// <summary>Frequency penalty, −2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Presence penalty, −2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Reasoning before the answer; null leaves it to the provider. Its tokens come on top of <see cref="MaxOutputTokens"/>.</summary>
    public ModelReasoning? Reasoning { get; init; }

    /// <summary>How the prompt caches of providers are used; null for no more than the breakpoints of the messages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PromptCaching? PromptCache { get; init; }

    /// <summary>Asks for the log probability of each token, with so many alternatives, 0 to 20; null does not ask. See <see cref="SkillResult.TokenProbabilities"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LogProbabilities { get; init; }

    /// <summary>Whether the model is asked to cite the documents of the prompt, where its provider has citations. Default false. See <see cref="SkillResult.Citations"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Citations { get; init; }

    /// <summary>The longest reply to ask for, reasoning included.</summary>
    internal int OutputLimit(int defaultLimit) => (int)Math.Min((long)(MaxOutputTokens ?? defaultLimit) + (Reasoning?.ReservedTokens ?? 0), int.MaxValue);

    /// <summary>Options of one provider only, by provider name, merged into the request body as they are; an object of objects, or null.</summary>
    public JsonElement? ProviderOptions { get; init; }
}

/// <summary>How models are asked one after another.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoutingStrategy>))]
public enum RoutingStrategy
{
    /// <summary>The model with the best score; others only when it fails.</summary>
    Best,

    /// <summary>The cheapest model that fits, then better ones while the answer violates the schema or a rule, is refused or is cut off, as time and money allow.</summary>
    Cascade,
}

/// <summary>Weights of the router's score terms; each 0 or more, only their proportions matter.</summary>
/// <param name="Quality">Expected quality of the answer. Default 5.</param>
/// <param name="Cost">Expected cost, compared with the cheapest candidate. Default 2.</param>
/// <param name="Latency">Expected latency, compared with the fastest candidate. Default 1.</param>
/// <param name="Health">Observed success. Default 1.5.</param>
/// <param name="Learned">Quality learned from outcomes and ratings of this task. Default 2.</param>
/// <param name="Task">The task's preference list. Default 0.5.</param>
/// <param name="Diversity">A vendor not chosen lately. Default 0.</param>
/// <param name="Vendor">A vendor among <see cref="ModelPreferences.PreferredProviders"/>. Default 0.2.</param>
public sealed record RoutingWeights(
    double Quality = 5,
    double Cost = 2,
    double Latency = 1,
    double Health = 1.5,
    double Learned = 2,
    double Task = 0.5,
    double Diversity = 0,
    double Vendor = 0.2);

/// <summary>What a model can do.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<ModelCapabilities>))]
public enum ModelCapabilities
{
    /// <summary>Text in, text out.</summary>
    None = 0,

    /// <summary>Output constrained to a JSON Schema by the provider.</summary>
    JsonSchema = 1,

    /// <summary>Tool calls.</summary>
    Tools = 2,

    /// <summary>Images in.</summary>
    Vision = 4,

    /// <summary>Audio in.</summary>
    Audio = 8,

    /// <summary>Streamed replies.</summary>
    Streaming = 16,

    /// <summary>Reasoning before the answer.</summary>
    Reasoning = 32,

    /// <summary>A context window of 200,000 tokens or more.</summary>
    LongContext = 64,

    /// <summary>Temperature and the other sampling options are honoured.</summary>
    Sampling = 128,

    /// <summary>A seed is honoured.</summary>
    Seed = 256,

    /// <summary>A system message is honoured.</summary>
    SystemPrompt = 512,

    /// <summary>Valid JSON without a schema.</summary>
    JsonMode = 1024,

    /// <summary>PDF documents in.</summary>
    Documents = 2048,
}
