using System.Text.Json;

namespace Skills.Engine;

/// <summary>What a model is asked: one try at one model.</summary>
public sealed record ModelRequest
{
    /// <summary>The model to ask.</summary>
    public required ModelDefinition Model { get; init; }

    /// <summary>The conversation; system messages first where there are any.</summary>
    public required IReadOnlyList<ModelMessage> Messages { get; init; }

    /// <summary>Sampling and length options, as the skill says them.</summary>
    public ModelOptions Options { get; init; } = ModelOptions.Unset;

    /// <summary>The shape wanted; null for free text.</summary>
    public OutputContract? Output { get; init; }

    /// <summary>The skill asked for; the dry-run model reads its examples. Not sent.</summary>
    public Skill? Skill { get; init; }

    /// <summary>The tenant of the execution, for keys of its own; null for none. Not sent.</summary>
    public string? TenantId { get; init; }

    /// <summary>Tool definitions passed on as they are; null or an array.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Tools of the skill, translated for each provider; offered together with <see cref="Tools"/>.</summary>
    public IReadOnlyList<ModelTool> OfferedTools { get; init; } = [];

    /// <summary>Whether the model may call them. Default: it decides.</summary>
    public ModelToolChoice ToolChoice { get; init; }

    /// <summary>Options of this provider only, merged into the request body; null or an object.</summary>
    public JsonElement? ProviderOptions { get; init; }

    /// <summary>Deadlines of this try.</summary>
    public AttemptDeadlines Deadlines { get; init; } = AttemptDeadlines.None;
}

/// <summary>Sampling and length options; null is not sent.</summary>
public sealed record ModelOptions
{
    /// <summary>Sampling temperature, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Sampling from the best so many tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>Longest reply in tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Texts at which the model stops.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Frequency penalty, −2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Presence penalty, −2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Reasoning before the answer; null leaves it to the provider. Its tokens are part of <see cref="MaxOutputTokens"/>.</summary>
    public ModelReasoning? Reasoning { get; init; }

    /// <summary>How the provider's prompt cache is used; null for no more than the breakpoints of the messages.</summary>
    public PromptCaching? PromptCache { get; init; }

    /// <summary>Asks for the log probability of each token, with so many alternatives; null does not ask.</summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Whether the documents of the prompt are to be cited.</summary>
    public bool Citations { get; init; }

    /// <summary>Nothing said.</summary>
    internal static ModelOptions Unset { get; } = new();
}

/// <summary>The shape wanted of a reply.</summary>
/// <param name="Name">A name providers accept: letters, digits, hyphen and underscore, at most 64.</param>
/// <param name="Schema">JSON Schema 2020-12 as the skill wrote it; a client lowers it to what its provider takes. Null: any JSON.</param>
public sealed record OutputContract(string Name, JsonElement? Schema)
{
    /// <summary>The shape in words. A client adds it to the last user message when it can ask neither natively nor by a tool; null when the prompt says it already.</summary>
    public string? Instructions { get; init; }
}

/// <summary>Deadlines of one try; each null waits as long as <see cref="Total"/>.</summary>
public sealed record AttemptDeadlines
{
    /// <summary>Until the connection is open.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>Until the first byte of a streamed answer; a whole answer is bound by <see cref="Total"/> alone.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Between two pieces of a stream.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>The whole try; null leaves it to the caller's token.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>No deadline but the caller's own.</summary>
    internal static AttemptDeadlines None { get; } = new();
}
