using System.Collections.Immutable;
using System.Text.Json;
using Skills.Engine.Compilation;
using Skills.Engine.Embeddings;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>Collects what an execution led to, and builds its result.</summary>
internal sealed class ResultBuilder : IRuleSpending
{
    private readonly RunStart _start;
    private readonly TimeProvider _time;
    private SkillResult? _served;
    private bool _isStale;
    private JsonElement? _outputs;
    private string? _rawOutput;
    private JsonElement? _toolCalls;
    private string? _reasoning;
    private ModelReply? _reply;
    private RuleSetResult? _rules;
    private IReadOnlyList<OutputEdit> _edits = [];
    private IReadOnlyList<SkillResult> _children;

    // Made when they are needed: a hit in memory needs none of them.
    private AttemptLog? _attempts;
    private EmbeddingBill? _embeddings;
    private readonly IEmbeddingMoney? _embeddingMoney;
    private List<SkillToolRun>? _toolRuns;
    private IReadOnlyList<string> _warnings = [];

    public ResultBuilder(RunStart start, TimeProvider time, IEmbeddingMoney? embeddingMoney)
    {
        (_start, _time, _embeddingMoney) = (start, time, embeddingMoney);
        _children = start.Resumes?.Pending.Children ?? [];
        if (start.Resumes is { } resumed)
        {
            _attempts = NewAttempts(resumed.Pending);
            _toolRuns = [.. resumed.ToolRuns];
        }
    }

    /// <summary>Tries at a model; written by step 5 while they happen, so that a deadline loses none.</summary>
    public AttemptLog Attempts => _attempts ?? Interlocked.CompareExchange(ref _attempts, NewAttempts(before: null), null) ?? _attempts;

    /// <inheritdoc/>
    public string? ExecutionId => _start.ExecutionId;

    /// <summary>The bill of embeddings, written while they are made. Most executions make none, and have no bill.</summary>
    public EmbeddingBill Embeddings => _embeddings ?? Interlocked.CompareExchange(ref _embeddings, new(Attempts.Book, _embeddingMoney), null) ?? _embeddings;

    /// <summary>The cost of embeddings so far; null when none were made.</summary>
    public Cost? EmbeddingCost => Volatile.Read(ref _embeddings)?.Total;

    /// <summary>Calls of tools, in order.</summary>
    public List<SkillToolRun> ToolRuns => _toolRuns ??= [];

    /// <summary>The conversation, once it has turns beyond the prompt; null before.</summary>
    public IReadOnlyList<ModelMessage>? Transcript { get; set; }

    /// <summary>Whether the host must run tools before there can be an answer.</summary>
    public bool AwaitsTools { get; set; }

    public JsonElement? Inputs { get; set; }

    public RenderedPrompt? Prompt { get; set; }

    public string? CacheKey { get; set; }

    public RoutingExplanation? Routing { get; set; }

    /// <summary>The model that answered, or the last one tried.</summary>
    public ModelDefinition? Model { get; set; }

    /// <summary>When a new try may succeed; null when unknown.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Adds warnings for the caller, each sentence once. Thread-safe.</summary>
    public void Warn(params IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            ImmutableInterlocked.Update(ref _warnings, static (before, added) => [.. before.Union(added)], sentences);
        }
    }

    /// <summary>Adds executions that this one started: they are part of its usage and cost.</summary>
    public void AddChildren(params IReadOnlyList<SkillResult> children) => _children = _children.Count == 0 ? children : [.. _children, .. children];

    /// <summary>Adds executions that this one started, and books what they may have cost.</summary>
    public void AddPaid(params IReadOnlyList<SkillResult> children)
    {
        AddChildren(children);
        Attempts.Book(children.Sum(static c => Math.Max(c.WorstCaseCostUsd, c.Cost.Usd ?? 0)));
    }

    /// <summary>Takes an answer, valid or not, instead of the one before.</summary>
    public void Take(Answer answer)
    {
        _reply = answer.Reply;
        _rawOutput = answer.Reply?.Text;
        _toolCalls = answer.Reply?.ToolCalls;
        _reasoning = _start.Skill.ModelPreferences.Reasoning is { IncludeText: true } ? answer.Reply?.ReasoningText : null;
        _outputs = answer.Value;
        _rules = answer.Rules?.Result;
        _edits = answer.Edits;
    }

    /// <summary>Takes a cached result: its outcome with this execution's own ids, times and caller.</summary>
    public void Serve(SkillResult stored, bool isStale)
    {
        (_served, _isStale) = (stored, isStale);
        _reply = null;
        (_outputs, _rawOutput, _rules, _edits) = (stored.Outputs, stored.RawOutput, stored.ValidationResult, stored.Edits);
        _warnings = stored.Warnings.Count == 0 ? _warnings : [.. stored.Warnings, .. _warnings];
    }

    /// <summary>Builds the result as it is now.</summary>
    public SkillResult Build(ExecutionStatus status, IReadOnlyList<SkillError> errors, StepClock clock) => new()
    {
        ExecutionId = _start.ExecutionId,
        SkillId = _start.Skill.Id,
        SkillVersion = _start.Skill.Version,
        SkillHash = _start.SkillHash,
        Variant = _start.Variant,
        Context = _start.Context,
        Inputs = Inputs,
        Prompt = Prompt,
        Messages = Transcript ?? Prompt?.Messages ?? [],
        Outputs = _outputs,
        RawOutput = _rawOutput,
        ReasoningText = _reasoning,
        Citations = _reply?.Citations ?? [],
        SearchResults = _reply?.SearchResults ?? [],
        TokenProbabilities = _reply?.TokenProbabilities ?? [],
        ToolCalls = _toolCalls,
        ToolRuns = _toolRuns is null ? [] : [.. _toolRuns],
        Status = status,
        Errors = errors,
        Warnings = _warnings,
        ValidationPassed = status == ExecutionStatus.Success,
        ValidationResult = _rules,
        Edits = _edits,
        ModelId = _served is null ? Model?.Id : _served.ModelId,
        ModelProvider = _served is null ? Model?.Provider : _served.ModelProvider,
        Routing = Routing,
        Usage = _served is null ? UsageOf(_attempts?.Usage, _children) : null,
        Cost = CostOfAll(),
        EmbeddingCost = EmbeddingsOfAll(),
        WorstCaseCostUsd = _attempts?.BookedUsd ?? 0,
        CacheHit = _served is not null,
        CacheSimilarity = _served?.CacheSimilarity,
        IsStale = _isStale,
        CacheKey = CacheKey,
        ExecutedAt = _start.StartedAt,
        CompletedAt = _time.GetUtcNow(),
        LatencyMs = clock.ElapsedMs,
        StepTimings = clock.Timings,
        Attempts = _attempts?.ToList() ?? [],
        Children = _children,
        RetryAfter = status is ExecutionStatus.Success ? null : RetryAfter,
    };

    private AttemptLog NewAttempts(SkillResult? before) => new(before?.Attempts ?? [], before is null ? 0 : Math.Max(before.WorstCaseCostUsd, before.Cost.Usd ?? 0)) { Added = _start.Observer is { } observer ? observer.Attempted : null };

    /// <inheritdoc/>
    public void AddJudge(SkillResult judge) => AddPaid(judge);

    /// <summary>The result without what an execution that it continues has reported already, for sums over executions.</summary>
    public SkillResult OwnPart(SkillResult result)
    {
        if (_start.Resumes is not { Pending: var before })
        {
            return result;
        }

        var attempts = result.Attempts.Skip(before.Attempts.Count).ToList();
        IReadOnlyList<SkillResult> children = [.. result.Children.Skip(before.Children.Count)];
        return result with
        {
            Attempts = attempts,
            Children = children,
            Usage = UsageOf(attempts.Select(static a => a.Usage).OfType<TokenUsage>().Aggregate((TokenUsage?)null, static (sum, u) => sum is null ? u : sum + u), children),
            Cost = CostOf(attempts.Aggregate(EmbeddingCost ?? Cost.Zero, static (sum, a) => sum + a.Cost), children),
            EmbeddingCost = EmbeddingCost,
            ToolRuns = [.. result.ToolRuns.Skip(before.ToolRuns.Count(static r => r.Status != SkillToolStatus.NotHandled))],
        };
    }

    // A stale result that is served after failures costs what they cost.
    private Cost CostOfAll() => CostOf((_attempts?.Cost ?? Cost.Zero) + (EmbeddingsOfAll() ?? Cost.Zero), _children);

    private Cost? EmbeddingsOfAll() => (_start.Resumes?.Pending.EmbeddingCost, EmbeddingCost) switch
    {
        ({ } before, { } own) => before + own,
        var (before, own) => before ?? own,
    };

    private static TokenUsage? UsageOf(TokenUsage? sum, IReadOnlyList<SkillResult> children)
    {
        foreach (var child in children)
        {
            sum = child.CacheHit || child.Usage is not { } usage ? sum : sum is null ? usage : sum + usage;
        }

        return sum;
    }

    private static Cost CostOf(Cost sum, IReadOnlyList<SkillResult> children)
    {
        for (var i = 0; i < children.Count; i++)
        {
            sum += children[i].Cost;
        }

        return sum;
    }
}
