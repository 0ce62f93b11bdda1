using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine.Compilation;
using Skills.Engine.Typed;

namespace Skills.Engine;

/// <summary>The outcome of an execution. Immutable; on failure the prompt, raw reply, usage and cost so far are still there.</summary>
public record SkillResult
{
    /// <summary>Unique and sortable by time (UUID version 7, RFC 9562); fresh on a cache hit too.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The skill's id.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's version.</summary>
    public required string SkillVersion { get; init; }

    /// <summary>SHA-256 over everything of the skill that can change a result, in hexadecimal.</summary>
    public required string SkillHash { get; init; }

    /// <summary>The inputs with defaults applied; as given when step 1 failed; null when they could not be read.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>The validated outputs; kept when only a rule failed; null when the reply could not be read.</summary>
    public JsonElement? Outputs { get; init; }

    /// <summary>The prompt as one text; null when it was not rendered. On a cache hit: not rendered.</summary>
    public string? RenderedPrompt
    {
        get => field ?? Prompt?.Text;
        init => (field, Prompt) = (value, null);
    }

    /// <summary>The messages as sent; empty when not rendered. With calls of tools, the whole conversation before the last reply. With the status <see cref="ExecutionStatus.ToolCallsPending"/>, that reply too.</summary>
    public IReadOnlyList<ModelMessage> Messages { get; init; } = [];

    /// <summary>The last raw reply; null when no model answered in this execution.</summary>
    public string? RawOutput { get; init; }

    /// <summary>The reasoning of the last reply, or the provider's summary of it; null unless the skill asks for it with <see cref="ModelReasoning.IncludeText"/>, and on a cache hit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReasoningText { get; init; }

    /// <summary>Sources that the last reply cites; empty when its provider gives none, and on a cache hit.</summary>
    public IReadOnlyList<ModelCitation> Citations { get; init; } = [];

    /// <summary>Pages that the provider's own web search found for the last reply; empty when it made none, and on a cache hit.</summary>
    public IReadOnlyList<WebSearchResult> SearchResults { get; init; } = [];

    /// <summary>Each token of the last reply with its log probability; empty unless the skill asks with <see cref="ModelPreferences.LogProbabilities"/>, and on a cache hit.</summary>
    public IReadOnlyList<TokenProbability> TokenProbabilities { get; init; } = [];

    /// <summary>The tools that the last reply asks for, as the provider's JSON; null when it asks for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ToolCalls { get; init; }

    /// <summary>Every call of a tool that the models of this execution asked for, in their order; empty on a cache hit and for a skill without tools.</summary>
    public IReadOnlyList<SkillToolRun> ToolRuns { get; init; } = [];

    /// <summary>How it ended.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>What went wrong, in the order of discovery; empty on success.</summary>
    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <summary>What the caller should know although it succeeded: sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The first error's sentence; null on success.</summary>
    public string? ErrorMessage => Errors is [var first, ..] ? first.Message : null;

    /// <summary>Whether the outputs satisfied the schema and every rule of severity error.</summary>
    public bool ValidationPassed { get; init; }

    /// <summary>What the rules said; null when they did not run.</summary>
    public RuleSetResult? ValidationResult { get; init; }

    /// <summary>Every repair made while reading the reply.</summary>
    public IReadOnlyList<OutputEdit> Edits { get; init; } = [];

    /// <summary>The model that answered; null when none did.</summary>
    public string? ModelId { get; init; }

    /// <summary>Its provider.</summary>
    public string? ModelProvider { get; init; }

    /// <summary>Why that model; null when no choice was made.</summary>
    public RoutingExplanation? Routing { get; init; }

    /// <summary>Duration of the whole execution in milliseconds, with fractions.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Duration of each step that ran, in milliseconds.</summary>
    public IReadOnlyDictionary<SkillStep, double> StepTimings { get; init; } = ReadOnlyDictionary<SkillStep, double>.Empty;

    /// <summary>Input tokens over all attempts; null when unknown, 0 on a cache hit.</summary>
    public long? TokensInput => CacheHit ? 0 : Usage?.InputTotal;

    /// <summary>Output tokens over all attempts; null when unknown, 0 on a cache hit.</summary>
    public long? TokensOutput => CacheHit ? 0 : Usage?.OutputTotal;

    /// <summary>Tokens over all attempts; null when no model answered in this execution.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost over all attempts, skills that it ran and embeddings in USD; null when unknown, 0 on a cache hit that needed none of them.</summary>
    public decimal? CostUsd => Cost.Usd;

    /// <summary>Cost over all attempts, skills that it ran and embeddings, and how far it can be trusted.</summary>
    public Cost Cost { get; init; } = Cost.Zero;

    /// <summary>Gets the part of <see cref="Cost"/> that rules and the semantic cache spent on embeddings; null when they made none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Cost? EmbeddingCost { get; init; }

    /// <summary>
    /// Gets the most that the execution can have cost, in USD, as far as prices are known: a call that broke off counts with its worst case.
    /// At least <see cref="CostUsd"/>. An execution that continues this one counts it against <see cref="SkillLimits.MaxCostUsd"/>. 0 on a cache hit that cost nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal WorstCaseCostUsd { get; init; }

    /// <summary>What the prompt caches of providers saved over all attempts that answered, in USD. See <see cref="SkillAttempt.PromptCacheSavingUsd"/>. Null when it is not known of one of them.</summary>
    [JsonIgnore]
    public decimal? PromptCacheSavingUsd => Attempts.Where(static a => a.Usage is not null).Aggregate((decimal?)0, static (sum, a) => sum + a.PromptCacheSavingUsd);

    /// <summary>Whether the outputs come from the cache.</summary>
    public bool CacheHit { get; init; }

    /// <summary>Gets how alike the inputs of the cached result are, as the lowest cosine of their embeddings; null unless the semantic cache served the result of other inputs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CacheSimilarity { get; init; }

    /// <summary>True if an expired cached result was served, because it is being refreshed or the providers fail.</summary>
    public bool IsStale { get; init; }

    /// <summary>The cache key; null when the execution was not cacheable.</summary>
    public string? CacheKey { get; init; }

    /// <summary>When the execution began, UTC.</summary>
    public DateTimeOffset ExecutedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset CompletedAt { get; init; }

    /// <summary>Every try at a model, in the order of starting; empty on a cache hit.</summary>
    public IReadOnlyList<SkillAttempt> Attempts { get; init; } = [];

    /// <summary>When it may be worth trying again, as limits, cooldowns or budgets say; null when nobody said, or when it succeeded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The caller's own context.</summary>
    public SkillExecutionContext Context { get; init; } = SkillExecutionContext.Anonymous;

    /// <summary>The variant that ran; null for the skill itself.</summary>
    public string? Variant { get; init; }

    /// <summary>Results of the skills this one ran; empty for a plain skill.</summary>
    public IReadOnlyList<SkillResult> Children { get; init; } = [];

    /// <summary>Whether <see cref="Status"/> is success.</summary>
    [JsonIgnore]
    public bool IsSuccess => Status == ExecutionStatus.Success;

    /// <summary>What <see cref="RenderedPrompt"/> is read from, unless it is set by itself; null when nothing was rendered.</summary>
    internal RenderedPrompt? Prompt { get; init; }

    /// <summary>Returns a successful result with an output, for tests that replace the engine. It has no inputs, cost or model.</summary>
    /// <typeparam name="TOutput">The type of the output.</typeparam>
    /// <param name="output">The output.</param>
    /// <param name="skillId">The id of the skill.</param>
    public static SkillResult<TOutput> Succeeded<TOutput>(TOutput output, string skillId = "test") =>
        new(Empty(skillId, ExecutionStatus.Success)) { Output = output, ValidationPassed = true };

    /// <summary>Returns a failed result, for tests that replace the engine.</summary>
    /// <typeparam name="TOutput">The type of the output that it lacks.</typeparam>
    /// <param name="error">What went wrong.</param>
    /// <param name="skillId">The id of the skill.</param>
    public static SkillResult<TOutput> Failed<TOutput>(SkillError error, string skillId = "test") =>
        new(Empty(skillId, ExecutionStatus.Failed)) { Errors = [error] };

    /// <summary>Returns one line for logs: status, skill, model, tokens, cost and time. It contains no prompt, input or output.</summary>
    public override string ToString() => ResultLine.Of(this);

    /// <summary>Returns this result, or throws what its failure stands for.</summary>
    /// <exception cref="SkillInputValidationException">Step 1 failed.</exception>
    /// <exception cref="SkillOutputValidationException">Step 6 or 7 failed.</exception>
    /// <exception cref="SkillExecutionException">Anything else failed.</exception>
    public SkillResult EnsureSuccess() => Status == ExecutionStatus.Success
        ? this
        : throw (Status, Errors is [var first, ..] ? first.Step : SkillStep.ValidateInput) switch
        {
            (ExecutionStatus.Failed, SkillStep.ValidateInput) => new SkillInputValidationException(this),
            (ExecutionStatus.Failed, SkillStep.ValidateOutput or SkillStep.RunRules) => new SkillOutputValidationException(this),
            _ => new SkillExecutionException(this),
        };

    private static SkillResult Empty(string skillId, ExecutionStatus status) =>
        new() { ExecutionId = Guid.Empty.ToString(), SkillId = skillId, SkillVersion = "0.0.0", SkillHash = "", Status = status };
}

/// <summary>A result whose outputs were also read as a .NET type.</summary>
/// <typeparam name="TOutput">The type; property names are matched without case, and in snake case.</typeparam>
public sealed record SkillResult<TOutput> : SkillResult
{
    /// <summary>Makes an empty result; its required members are set by an object initializer or a JSON reader.</summary>
    [JsonConstructor]
    public SkillResult() { }

    /// <summary>Makes a typed result from a plain one, for example in a test that replaces the engine.</summary>
    /// <param name="result">Everything but <see cref="Output"/>.</param>
    [SetsRequiredMembers]
    public SkillResult(SkillResult result) : base(result) { }

    /// <summary>The outputs; default when the execution failed.</summary>
    public TOutput? Output { get; init; }

    /// <summary>Gets the outputs, or throws what the failure stands for, as <see cref="SkillResult.EnsureSuccess"/> does.</summary>
    [JsonIgnore]
    public TOutput Value => EnsureSuccess().Output!;

    /// <inheritdoc cref="SkillResult.EnsureSuccess"/>
    public new SkillResult<TOutput> EnsureSuccess()
    {
        base.EnsureSuccess();
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => base.ToString();
}
