using System.Diagnostics;
using System.Text.Json;
using Skills.Engine.Definitions;

namespace Skills.Engine.Execution;

/// <summary>One execution's clock, attempts and ending. <see cref="Enter"/> is heading, timing and "which step failed" in one word.</summary>
internal sealed class SkillRun
{
    private readonly TimeProvider _time;
    private readonly SkillTelemetry _telemetry;
    private readonly StepTimings _timings = new();
    private readonly long _started;
    private long _stepStarted;
    private SkillStep _step;
    private bool _inStep;
    private bool _isLookupOpen;
    private bool _isStale;
    private SkillResult? _served;
    private Activity? _span;
    private Activity? _stepSpan;
    private CompositionResult? _composed;
    private SkillResult? _verdict;

    public SkillRun(Skill skill, string skillHash, SkillExecutionContext context, string executionId, TimeSpan timeout, TimeProvider time, SkillTelemetry telemetry, RunObserver? observer = null)
    {
        Observer = observer;
        Attempts = new() { Added = observer is null ? null : observer.Attempted };
        Skill = skill;
        SkillHash = skillHash;
        Context = context;
        ExecutionId = executionId;
        Timeout = timeout;
        _time = time;
        _telemetry = telemetry;
        _started = _stepStarted = time.GetTimestamp();
        StartedAt = time.GetUtcNow();
        Deadline = StartedAt + timeout;
    }

    public Skill Skill { get; }

    public string SkillHash { get; }

    public SkillExecutionContext Context { get; }

    public string ExecutionId { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset Deadline { get; }

    public TimeSpan Timeout { get; }

    public AttemptLog Attempts { get; }

    /// <summary>Set by a streaming caller.</summary>
    public RunObserver? Observer { get; }

    /// <summary>The execution's span; null when nobody listens.</summary>
    public Activity? Span => _span;

    public SkillStep Step => _step;

    public JsonElement? Inputs
    {
        get;
        set
        {
            field = value;
            if (_span is not null && value is { } inputs)
            {
                _telemetry.InputsAccepted(_span, Skill, inputs);
            }
        }
    }

    public JsonElement? Outputs { get; set; }

    public RenderedPrompt? Prompt { get; set; }

    /// <summary>Estimated tokens of <see cref="Prompt"/>; 0 before it is rendered.</summary>
    public int EstimatedInputTokens => field > 0 || Prompt is null ? field : field = TokenEstimator.Estimate(Prompt.Messages);

    public string? RawOutput { get; set; }

    public string? CacheKey { get; set; }

    public RoutingExplanation? Routing { get; set; }

    public ModelDefinition? Model { get; set; }

    public ValidationResult? Rules { get; set; }

    public string? Variant { get; init; }

    /// <summary>Whether the execution failed because no provider answered, so that a stale result may stand in.</summary>
    public bool ProviderFailed { get; set; }

    /// <summary>Whether this execution judges another's answers, and so asks one model only.</summary>
    public bool IsJudge { get; set; }

    /// <summary>When it may be worth coming back; null when nobody said.</summary>
    public TimeSpan? RetryAfter { get; set; }

    public IReadOnlyList<OutputEdit> Edits { get; private set; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Ends the step before, if any, and begins this one. A step entered again adds to its time.</summary>
    public void Enter(SkillStep step)
    {
        LeaveStep();
        _step = step;
        _inStep = true;
        if (_span is not null)
        {
            Activity.Current = _span;
        }

        _stepSpan = _telemetry.StepEntered(step);
        Observer?.StepEntered(step);
    }

    /// <summary>Begins the execution for those who watch.</summary>
    public void Begin()
    {
        _span = _telemetry.ExecutionStarted(Skill, ExecutionId, Context);
        if (Inputs is { } inputs)
        {
            _telemetry.InputsAccepted(_span, Skill, inputs);
        }
    }

    /// <summary>Ends the execution for those who watch: once.</summary>
    public SkillResult Complete(SkillResult result)
    {
        if (_isLookupOpen)
        {
            _telemetry.CacheLookedUp(_span, Skill, result.IsStale ? CacheOutcome.Stale : CacheOutcome.Miss);
        }

        _telemetry.ExecutionEnded(_span, Skill, result);
        return result;
    }

    /// <summary>Takes over the cache's answer as far as it is told to the caller.</summary>
    public void TakeKey(CacheLookup cached)
    {
        CacheKey = cached.Key;
        var outcome = OutcomeOf(cached);

        // Whether a result past its time stands in for a failure shows at the end.
        _isLookupOpen = outcome == CacheOutcome.Miss && cached.StaleFallback is not null;
        if (!_isLookupOpen)
        {
            _telemetry.CacheLookedUp(_span, Skill, outcome);
        }
    }

    /// <summary>Takes over an answer, valid or not.</summary>
    public void Take(Answer answer)
    {
        RawOutput = answer.Reply.Text;
        Outputs = answer.Value;
        Rules = answer.Rules?.Result;
        Edits = answer.Rules is { Edits.Count: > 0 } rules ? [.. answer.Output.Edits, .. rules.Edits] : answer.Output.Edits;
    }

    /// <summary>Adds what the caller should know, each sentence once.</summary>
    public void Warn(IReadOnlyList<string> sentences)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            if (!Warnings.Contains(sentences[i]))
            {
                Warnings.Add(sentences[i]);
            }
        }
    }

    /// <summary>The success so far, as it is stored while step 8 is still under way.</summary>
    public SkillResult ToStore() => Build(ExecutionStatus.Success, []);

    /// <summary>Takes over what the skills this one runs came to.</summary>
    public void Take(CompositionResult composed)
    {
        _composed = composed;
        Warnings.AddRange(composed.Warnings);
    }

    /// <summary>Takes over what judging this execution's answers came to.</summary>
    public void TakeVerdict(SkillResult verdict) => _verdict = verdict;

    /// <summary>Takes over what the rules made of the outputs of a composed skill.</summary>
    public void Take(RuleCheck rules)
    {
        Outputs = rules.Outputs;
        Rules = rules.Result;
        Edits = rules.Edits;
    }

    public SkillResult Succeed() => End(ExecutionStatus.Success, []);

    public SkillResult Fail(params IReadOnlyList<SkillError> errors) => End(ExecutionStatus.Failed, errors);

    public SkillResult Fail(string code, string message, string path = "") => Fail(new SkillError(code, _step, path, message));

    public SkillResult TimeOut() => End(
        ExecutionStatus.Timeout,
        [new("execution.timeout", _step, "", $"The execution did not end within {Timeout.TotalSeconds:0.###} s; it was at step {(int)_step}, {_step}. Raise the skill's limits.timeout or the call's Timeout, or choose a faster model.")]);

    public SkillResult Cancel() => End(
        ExecutionStatus.Canceled,
        [new("execution.canceled", _step, "", $"The caller canceled at step {(int)_step}, {_step}.")]);

    /// <summary>A result from the cache: the stored outcome with this execution's own ids, times and caller.</summary>
    public SkillResult FromCache(SkillResult stored, bool isStale)
    {
        _served = stored;
        _isStale = isStale;
        Outputs = stored.Outputs;
        RawOutput = stored.RawOutput;
        Rules = stored.ValidationResult;
        Edits = stored.Edits;
        Warnings.InsertRange(0, stored.Warnings);
        return End(stored.Status, stored.Errors);
    }

    private SkillResult End(ExecutionStatus status, IReadOnlyList<SkillError> errors)
    {
        LeaveStep(errors is [var first, ..] ? first.Code : null);
        return Build(status, errors);
    }

    private SkillResult Build(ExecutionStatus status, IReadOnlyList<SkillError> errors)
    {
        return new SkillResult
        {
            ExecutionId = ExecutionId,
            SkillId = Skill.Id,
            SkillVersion = Skill.Version,
            SkillHash = SkillHash,
            Variant = Variant,
            Inputs = Inputs,
            Outputs = Outputs,
            Prompt = Prompt,
            Messages = Prompt?.Messages ?? [],
            RawOutput = RawOutput,
            Status = status,
            Errors = errors,
            Warnings = Warnings,
            ValidationPassed = status == ExecutionStatus.Success,
            ValidationResult = Rules,
            Edits = Edits,
            ModelId = _served is null ? Model?.Id : _served.ModelId,
            ModelProvider = _served is null ? Model?.Provider : _served.ModelProvider,
            Routing = Routing,
            LatencyMs = _time.GetElapsedTime(_started).TotalMilliseconds,
            StepTimings = _timings,
            Usage = _served is not null ? null : _composed is null ? Total(Attempts.Usage, _verdict?.Usage) : _composed.Usage,
            Cost = _served is not null ? Cost.Zero : _composed is null ? Attempts.Cost + (_verdict?.Cost ?? Cost.Zero) : _composed.Cost,
            CacheHit = _served is not null,
            IsStale = _isStale,
            CacheKey = CacheKey,
            ExecutedAt = StartedAt,
            CompletedAt = _time.GetUtcNow(),
            Attempts = Attempts.ToList(),
            Context = Context,
            Children = _composed?.Children ?? (_verdict is null ? [] : [_verdict]),
            RetryAfter = status is ExecutionStatus.Success ? null : RetryAfter,
        };
    }

    private static CacheOutcome OutcomeOf(CacheLookup cached) => cached switch
    {
        { Hit: not null, IsStale: true } => CacheOutcome.Stale,
        { Hit: not null, Coalesced: true } => CacheOutcome.Coalesced,
        { Hit: not null } => CacheOutcome.Hit,
        { Key: null } => CacheOutcome.Off,
        _ => CacheOutcome.Miss,
    };

    private static TokenUsage? Total(TokenUsage? answers, TokenUsage? verdict) => answers is null ? verdict : verdict is null ? answers : answers + verdict;

    private void LeaveStep(string? errorCode = null)
    {
        var now = _time.GetTimestamp();
        if (_inStep)
        {
            var milliseconds = _time.GetElapsedTime(_stepStarted, now).TotalMilliseconds;
            _timings.Add(_step, milliseconds);
            _telemetry.StepLeft(_stepSpan, _step, milliseconds, errorCode);
            _stepSpan = null;
            _inStep = false;
        }

        _stepStarted = now;
    }
}
