using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Outputs;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>The answers of models. Asks again while the answer is not valid and the skill's attempts, time and money allow.</summary>
internal sealed class ModelAnswers(EngineParts parts, SkillRunner runner, AnswerJudge judge, SkillAsk ask, SkillRun run) : IAnswerSource
{
    private readonly BestAnswer _best = new();
    private readonly ToolRounds? _tools = run.Start.Tools.IsEmpty ? null : new(parts, runner, run);
    private ModelInvocation? _invocation;
    private ModelInvocationResult? _invoked;
    private ReaskPlan? _plan;
    private IReadOnlyList<SkillError>? _failure;
    private int _attempt;

    public IReadOnlyList<SkillError> Errors => _failure ?? _best.Errors;

    public void RenderPrompt(CancellationToken cancellationToken) =>
        run.Result.Prompt = run.Start.Resumes is { } resumed ? new(resumed.Messages) : parts.Renderer.Render(run.Skill, run.Inputs, cancellationToken);

    public async ValueTask<SkillError?> SelectModelAsync(CancellationToken cancellationToken)
    {
        var route = await parts.Router.RouteAsync(AnswerSources.RoutingRequestOf(run, parts), cancellationToken).ConfigureAwait(false);
        run.Result.Routing = route.Explanation;
        if (route.Candidates.Count == 0)
        {
            run.ProviderFailed = !route.Explanation.IsPromptTooLong;
            return new(route.Explanation.IsPromptTooLong ? "prompt.too_long" : "model.none_available", SkillStep.SelectModel, "", route.Explanation.Summary);
        }

        if (run.Skill.Limits.MaxInputTokens is { } most && run.EstimatedInputTokens > most)
        {
            return new("prompt.too_long", SkillStep.SelectModel, "", FormattableString.Invariant($"The prompt has about {run.EstimatedInputTokens:N0} tokens; the skill's limits.maxInputTokens is {most:N0}."));
        }

        if (parts.Budgets.AnyLimits)
        {
            var worst = parts.Costs.WorstCases(run.Skill, route.Candidates, run.EstimatedInputTokens);
            var admission = await parts.Budgets.AdmitAsync(run.Skill, run.Start.Context, run.Start.ExecutionId, worst, TimeLeft, cancellationToken).ConfigureAwait(false);
            run.Lease = admission.Lease;
            if (admission.Refusal is { } refusal)
            {
                run.Result.RetryAfter = admission.RetryAfter;
                return refusal;
            }
        }

        _invocation = run.Start.Resumes is { } resumed ? Resume(FirstInvocation(route), resumed) : FirstInvocation(route);
        return null;
    }

    // The conversation is complete as it is, and the model that knows it goes on.
    private ModelInvocation Resume(ModelInvocation first, ResumedRun resumed) => first with
    {
        Messages = resumed.Messages,
        Reason = ModelInvocation.ToolResults,
        Candidates = [.. first.Candidates.OrderByDescending(c => c.Model.Id == resumed.Pending.ModelId && c.Model.Provider == resumed.Pending.ModelProvider)],
        ToolChoice = _tools?.Choice ?? ModelToolChoice.Auto,
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> InvokeModelAsync(CancellationToken cancellationToken)
    {
        _attempt++;
        _invoked = _tools is null
            ? await InvokeAsync(_invocation!, cancellationToken).ConfigureAwait(false)
            : await _tools.RunAsync(_invocation!, InvokeAsync, cancellationToken).ConfigureAwait(false);
        run.Result.Model = _invoked.Model;
        if (_invoked.Reply is not { } reply)
        {
            run.ProviderFailed = true;
            run.Result.RetryAfter = _invoked.Error!.RetryAfter;
            return new(Reply: null, Failure: [ErrorOf(_invoked.Error)]);
        }

        var isSteered = run.Start.Context.Model is not null || _invoked.Experiment is not null;
        run.Result.Warn(ModelWarnings.Of(run.Skill, _invoked.Model, isSteered, run.Result.Routing, parts.Models));
        run.Result.Warn(reply.Warnings);
        if (_tools?.Failure is { } failure)
        {
            run.Result.Take(new(reply));
            return new(reply, Failure: [failure]);
        }

        return new(reply);
    }

    public OutputValidation ValidateOutput(Answer answer)
    {
        var output = _invoked!.Checked ?? Read(answer.Reply!);
        return _plan?.Merge(output) ?? output;
    }

    public bool AsksAgain(Answer answer)
    {
        _failure = answer.Failure;
        if (!answer.IsGiven)
        {
            return false;
        }

        run.Result.Attempts.Judge(_invoked!.AttemptNumber, answer.IsValid);
        parts.Outcomes.Checked(run.Start.ExecutionId, run.Start.Context.TenantId, run.Skill, _invoked, answer.IsValid, answer.Output!.Edits.Count, isReask: _attempt > 1 && _invocation!.Reason != ModelInvocation.Escalation, run.Result.Routing?.Difficulty);
        run.Result.Take(_best.Consider(answer));
        if (!answer.IsValid && Escalated() is { } escalated)
        {
            (_plan, _invocation) = (null, escalated);
            return true;
        }

        _plan = answer.IsValid ? null : parts.Reask.Plan(ReaskRequestOf(_invocation!, answer));
        if (_plan is null)
        {
            return false;
        }

        _invocation = _plan.Apply(_invocation!, _invoked.Model);
        return true;
    }

    // A cascade asks a better model the same, rather than the same model for a correction, while time and money allow.
    private ModelInvocation? Escalated()
    {
        if (run.Skill.ModelPreferences.Strategy != RoutingStrategy.Cascade || CascadeLadder.After(_invocation!.Candidates, _invoked!.Model) is not [var next, ..] rungs)
        {
            return null;
        }

        var last = run.Result.Attempts.ToList()[^1];
        var left = run.Skill.Limits.MaxCostUsd - (run.Result.Attempts.Cost.Usd ?? 0);
        return TimeLeft <= TimeSpan.FromMilliseconds(last.LatencyMs) || left < (next.ExpectedCostUsd ?? 0)
            ? null
            : _invocation with { Candidates = rungs, Reason = ModelInvocation.Escalation };
    }

    private TimeSpan TimeLeft => run.Start.Left(parts.Time);

    // One model after another, or several at once where the skill says so. A re-ask goes to one, and so do a judge and a skill with tools.
    private ValueTask<ModelInvocationResult> InvokeAsync(ModelInvocation invocation, CancellationToken cancellationToken) =>
        run.Skill.ModelPreferences.Parallel is { } parallel && invocation.Reason == ModelInvocation.First && !run.Start.IsJudge && run.Start.Tools.IsEmpty
            ? InvokeSeveralAsync(invocation, parallel, cancellationToken)
            : parts.Invoker.InvokeAsync(invocation, cancellationToken);

    private async ValueTask<ModelInvocationResult> InvokeSeveralAsync(ModelInvocation invocation, ParallelPreferences parallel, CancellationToken cancellationToken) =>
        await parts.Parallel.InvokeAsync(
            new()
            {
                Invocation = invocation,
                Preferences = parallel,
                Read = Read,
                Judge = parallel.JudgeSkill is { } skill ? (answers, token) => judge.JudgeAsync(run, skill, answers, token) : null,
            },
            cancellationToken).ConfigureAwait(false);

    private ModelInvocation FirstInvocation(ModelRoute route) => new()
    {
        Skill = run.Skill,
        Context = run.Start.Context,
        Candidates = route.Candidates,
        Messages = ask.Complete(run.Result.Prompt!.Messages),
        Options = ask.Options,
        Output = ask.Output,
        Tools = run.Start.Context.Tools,
        OfferedTools = run.Start.Tools.Definitions,
        Deadline = (parts.Time.GetElapsedTime(0) + TimeLeft).Ticks,
        Attempts = run.Result.Attempts,
        Budget = run.Lease,
        EstimatedInputTokens = run.EstimatedInputTokens,
        OnDelta = run.Start.Observer is { } observer ? observer.DeltaAsync : null,
        OnReasoning = run.Start.Observer is { } watcher && run.Skill.ModelPreferences.Reasoning is { IncludeText: true } ? watcher.Reasoned : null,
        CheckShadow = parts.Settings.Routing.Shadows.Count > 0 ? CheckShadowAsync : null,
    };

    // A validator of the host cannot set the reply, which the next re-ask goes on from.
    private OutputValidation Read(ModelReply reply)
    {
        var output = parts.Outputs.Validate(run.Skill, reply);
        return output.Reply is null ? output with { Reply = reply } : output;
    }

    // A shadow's reply goes through steps 6 and 7 like the real one, so that what is learned of both can be compared.
    private async ValueTask<ShadowVerdict> CheckShadowAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        var output = Read(reply);
        var isValid = output.IsValid
            && await parts.Rules.ExecuteAsync(run.Skill, run.Inputs, output.Value!.Value, run.Start.Context, cancellationToken).ConfigureAwait(false) is { Errors.Count: 0 };
        return new(isValid, output.Edits.Count);
    }

    private ReaskRequest ReaskRequestOf(ModelInvocation invocation, Answer answer)
    {
        _best.Fingerprints.Add(ReaskPlanner.FingerprintOf(invocation.Messages, invocation.Options));
        var last = run.Result.Attempts.ToList()[^1];
        return new()
        {
            Skill = run.Skill,
            Messages = _tools?.Transcript ?? run.Start.Resumes?.Messages ?? ask.Complete(run.Result.Prompt!.Messages),
            Options = invocation.Options,
            Reply = answer.Reply!,
            Output = answer.Output!,
            Rules = answer.Rules,
            Attempt = _attempt,
            AttemptsLeft = (run.Skill.Limits.Attempts ?? parts.Settings.DefaultAttempts) - _attempt,
            TimeLeft = TimeLeft,
            LastDuration = TimeSpan.FromMilliseconds(last.LatencyMs),
            CostLeftUsd = run.Skill.Limits.MaxCostUsd - (run.Result.Attempts.Cost.Usd ?? 0),
            LastCostUsd = last.Cost.Usd,
            ModelMaxOutputTokens = run.Result.Model?.MaxOutputTokens,
            Sent = _best.Fingerprints,
        };
    }

    private static SkillError ErrorOf(ModelException error) =>
        new(CodeOf(error), SkillStep.InvokeModel, "", error.Message);

    // A refusal of our own budgets is not the provider's quota.
    private static string CodeOf(ModelException error) => error is { Kind: ModelErrorKind.Quota, Status: null, ProviderCode: "budget.exceeded" or "budget.unavailable" }
        ? error.ProviderCode
        : "model." + JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Kind.ToString());
}
