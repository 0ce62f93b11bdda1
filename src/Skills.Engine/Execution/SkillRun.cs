using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Diagnostics;
using Skills.Engine.Models;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>One execution: its immutable start, its step clock, its result, and what it holds until it ends.</summary>
internal sealed class SkillRun
{
    private readonly SkillTelemetry _telemetry;
    private bool _isLookupOpen;

    public SkillRun(RunStart start, TimeProvider time, SkillTelemetry telemetry, BudgetGuard budgets)
    {
        _telemetry = telemetry;
        Start = start;
        Clock = new(start.StartedTimestamp, time, telemetry, start.Observer);
        Result = new(start, time, budgets.AnyLimits || start.Skill.Limits.MaxCostUsd is not null ? new EmbeddingMoney(this, budgets, time) : null) { CacheKey = start.Refreshes?.Key };
        Cached = start.Refreshes;
    }

    public RunStart Start { get; }

    public StepClock Clock { get; }

    public ResultBuilder Result { get; }

    public Skill Skill => Start.Skill;

    /// <summary>The inputs that passed step 1.</summary>
    public JsonElement Inputs => Result.Inputs!.Value;

    /// <summary>What step 2 found; null before it. Held until the execution ends.</summary>
    public SkillCacheLookup? Cached { get; private set; }

    /// <summary>Reserved budget; null without one. Held until the execution ends.</summary>
    public BudgetLease? Lease { get; set; }

    /// <summary>Whether no provider answered, so that a stale result may be served instead.</summary>
    public bool ProviderFailed { get; set; }

    /// <summary>Estimated tokens of the prompt; 0 before it is rendered.</summary>
    public int EstimatedInputTokens => field > 0 || Result.Prompt is not { } prompt ? field : field = TokenEstimator.Estimate(prompt.Messages, Start.Tools.Definitions);

    /// <summary>A skill that this execution runs, with a ceiling no higher than the money it has left.</summary>
    public Skill Bounded(Skill skill)
    {
        if (Skill.Limits.MaxCostUsd is not { } ceiling)
        {
            return skill;
        }

        var money = Math.Max(0, ceiling - Result.Attempts.BookedUsd);
        return skill.Limits.MaxCostUsd <= money ? skill : skill with { Limits = skill.Limits with { MaxCostUsd = money } };
    }

    /// <summary>Starts a step. Names the step, times it and opens its span.</summary>
    public void Enter(SkillStep step) => Clock.Enter(step);

    /// <summary>Starts a step if it is part of this execution; otherwise returns false.</summary>
    public bool Enters(SkillStep step)
    {
        if (!Start.Includes(step))
        {
            return false;
        }

        Clock.Enter(step);
        return true;
    }

    /// <summary>Reports the start.</summary>
    public void Begin()
    {
        Clock.Span = _telemetry.ExecutionStarted(Skill, Start.ExecutionId, Start.Context);
        AcceptInputs(Result.Inputs);
    }

    /// <summary>Takes the inputs; null when they could not be read.</summary>
    public void AcceptInputs(JsonElement? inputs)
    {
        Result.Inputs = inputs;
        if (Clock.Span is not null && inputs is { } accepted)
        {
            _telemetry.InputsAccepted(Clock.Span, Skill, accepted);
        }
    }

    /// <summary>Takes what step 2 found.</summary>
    public void Take(SkillCacheLookup cached)
    {
        Cached = cached;
        Result.CacheKey = cached.Key;
        var outcome = cached.Outcome;

        // Whether a stale fallback is served is known at the end.
        _isLookupOpen = outcome == CacheOutcome.Miss && cached.StaleFallback is not null;
        if (!_isLookupOpen)
        {
            _telemetry.CacheLookedUp(Clock.Span, Skill, outcome);
        }
    }

    /// <summary>Builds the result for step 8, while that step is still under way.</summary>
    public SkillResult ToStore(IReadOnlyList<SkillError> errors) =>
        Result.Build(errors.Count == 0 ? ExecutionStatus.Success : ExecutionStatus.Failed, errors, Clock);

    /// <summary>Ends with success, or with these errors.</summary>
    public SkillResult End(IReadOnlyList<SkillError> errors) =>
        End(errors.Count == 0 ? ExecutionStatus.Success : Result.AwaitsTools ? ExecutionStatus.ToolCallsPending : ExecutionStatus.Failed, errors);

    public SkillResult Fail(params IReadOnlyList<SkillError> errors) => End(ExecutionStatus.Failed, errors);

    public SkillResult Fail(string code, string message, string path = "") => Fail(new SkillError(code, Clock.Step, path, message));

    public SkillResult TimeOut() => End(
        ExecutionStatus.Timeout,
        [new("execution.timeout", Clock.Step, "", FormattableString.Invariant($"The execution did not end within {Start.Timeout.TotalSeconds:0.###} s; it was at step {(int)Clock.Step}, {Clock.Step}. Raise the skill's limits.timeout or the call's Timeout, or choose a faster model."))]);

    public SkillResult Cancel() => End(
        ExecutionStatus.Canceled,
        [new("execution.canceled", Clock.Step, "", $"The caller canceled at step {(int)Clock.Step}, {Clock.Step}.")]);

    /// <summary>Ends with a cached result.</summary>
    public SkillResult Serve(SkillResult stored, bool isStale)
    {
        Result.Serve(stored, isStale);
        return End(stored.Status, stored.Errors);
    }

    /// <summary>Ends with the stale fallback when no provider answered and there is one; null otherwise.</summary>
    public SkillResult? ServeStaleFallback() =>
        ProviderFailed && Cached?.UseStaleFallback() is { } stale ? Serve(stale, isStale: true) : null;

    /// <summary>Reports the end. Called once.</summary>
    public SkillResult Complete(SkillResult result)
    {
        if (_isLookupOpen)
        {
            _telemetry.CacheLookedUp(Clock.Span, Skill, result.IsStale ? CacheOutcome.Stale : CacheOutcome.Miss);
        }

        _telemetry.ExecutionEnded(Clock.Span, Skill, Result.OwnPart(result));
        Start.Ended?.Invoke(result);
        return result;
    }

    private SkillResult End(ExecutionStatus status, IReadOnlyList<SkillError> errors)
    {
        Clock.Leave(errors is [var first, ..] ? first.Code : null);
        return Result.Build(status, errors, Clock);
    }
}
