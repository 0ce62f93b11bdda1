using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Why a model stopped.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StopReason>))]
public enum StopReason
{
    /// <summary>It was done.</summary>
    Completed,

    /// <summary>The output limit was reached: the text is truncated.</summary>
    MaxTokens,

    /// <summary>A stop sequence was met.</summary>
    StopSequence,

    /// <summary>It wants tools to be called.</summary>
    ToolUse,

    /// <summary>It refused.</summary>
    Refusal,

    /// <summary>The provider filtered the answer.</summary>
    ContentFilter,

    /// <summary>The context window was exceeded while answering: the text is truncated.</summary>
    ContextWindow,

    /// <summary>The provider did not say, or said something unknown.</summary>
    Unknown,
}

/// <summary>How the wanted shape was asked for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaMode>))]
public enum SchemaMode
{
    /// <summary>Not at all: free text.</summary>
    None,

    /// <summary>By the prompt only.</summary>
    Prompt,

    /// <summary>By a forced tool call.</summary>
    Tool,

    /// <summary>By the provider's structured output.</summary>
    Native,
}

/// <summary>What a model answered.</summary>
public sealed record ModelReply
{
    /// <summary>The answer's text; with <see cref="SchemaMode.Tool"/> the tool's arguments.</summary>
    public required string Text { get; init; }

    /// <summary>Why it stopped.</summary>
    public StopReason StopReason { get; init; } = StopReason.Completed;

    /// <summary>Tokens; null when the provider reported none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The service tier the provider says it billed, such as <c>flex</c> or <c>priority</c>; null when unsaid. The catalog's prices are for the standard tier.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What the provider says it charged for this call, in USD; null when unsaid. It is believed before any price of the catalog, unless <see cref="ChargeIsInUsd"/> is false.</summary>
    public decimal? ChargedUsd { get; init; }

    /// <summary>Whether the provider documents that <see cref="ChargedUsd"/> is in USD. If it does not, the catalog's price decides, and without one the charge is an estimate. Default: true.</summary>
    public bool ChargeIsInUsd { get; init; } = true;

    /// <summary>The begin of the entry of <see cref="BilledBeside"/> that <see cref="WebSearches"/> counts.</summary>
    internal const string SearchesBeside = "web_search";

    /// <summary>Web searches that the provider's own tool made, and bills one by one; null when unsaid. They are in <see cref="BilledBeside"/> too.</summary>
    public long? WebSearches { get; init; }

    /// <summary>What is billed beside the tokens in <see cref="Usage"/>, such as <c>web_search_requests: 5</c>; with any, the cost is <see cref="CostKind.AtLeast"/>.</summary>
    public IReadOnlyList<string> BilledBeside { get; init; } = [];

    /// <summary>The model's name as the provider gave it back; null when it gave none.</summary>
    public string? ModelName { get; init; }

    /// <summary>The provider's id of the call, for support; null when it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Reasoning the provider showed, apart from the answer; null when none.</summary>
    public string? ReasoningText { get; init; }

    /// <summary>Sources that the answer cites, in the order of the reply; empty when none.</summary>
    public IReadOnlyList<ModelCitation> Citations { get; init; } = [];

    /// <summary>Pages that the provider's own web search found; empty when none.</summary>
    public IReadOnlyList<WebSearchResult> SearchResults { get; init; } = [];

    /// <summary>Each token of the answer with its log probability; empty unless asked for.</summary>
    public IReadOnlyList<TokenProbability> TokenProbabilities { get; init; } = [];

    /// <summary>How the wanted shape was asked for.</summary>
    public SchemaMode SchemaMode { get; init; }

    /// <summary>From sending to the first piece of the answer; null when not measured.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Options that were not sent because the model does not take them, and the like: sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Tool calls the model asks for, as the provider's JSON; null when none.</summary>
    public JsonElement? ToolCalls { get; init; }

    /// <summary>The same calls in one form for all providers, in the order in which the model asks for them; empty when none.</summary>
    public IReadOnlyList<ModelToolCall> Calls { get; init; } = [];

    /// <summary>The parts of the turn in the provider's own form, sent back with the results of its calls; null when the calls alone say it all.</summary>
    public JsonElement? Turn { get; init; }

    /// <summary>Whether the model asks for a tool.</summary>
    internal bool AsksForTools => ToolCalls is not null || Calls.Count > 0;

    /// <summary>What the provider's headers said of its limits; null when nothing.</summary>
    public RateLimitState? RateLimits { get; init; }
}

/// <summary>What a provider's headers said of its limits; each part null when unsaid.</summary>
public sealed record RateLimitState
{
    /// <summary>Calls left in the window.</summary>
    public long? RequestsRemaining { get; init; }

    /// <summary>Until the calls are granted again.</summary>
    public TimeSpan? RequestsReset { get; init; }

    /// <summary>Tokens left in the window, input and output together or input alone, as the provider counts.</summary>
    public long? TokensRemaining { get; init; }

    /// <summary>Until the tokens are granted again.</summary>
    public TimeSpan? TokensReset { get; init; }

    /// <summary>Output tokens left in the window, where counted apart.</summary>
    public long? OutputTokensRemaining { get; init; }
}
