using Skills.Engine.Execution;
using Skills.Engine.Routing;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    /// <summary>Says what an execution would cost, without asking a model: runs steps 1, 3 and 4.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">Who asks; null for nobody in particular.</param>
    /// <param name="cancellationToken">Ends the estimate.</param>
    /// <returns>The estimate; without a model when none fits, and then its routing says why. Of a composed skill only the ceiling <c>limits.maxCostUsd</c> is known.</returns>
    /// <exception cref="SkillExecutionException">The inputs are not valid, or the template cannot be rendered.</exception>
    public async Task<CostEstimate> EstimateAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);

        var run = NewRun(skill, context, observer: null);
        if (run.Skill.Composition is not null)
        {
            return EstimateSteps(run, inputs);
        }

        var rendered = Render(run.Skill, inputs).EnsureSuccess();
        run.Prompt = new(rendered.Messages);
        var route = await _router.RouteAsync(RoutingRequestOf(run), cancellationToken).ConfigureAwait(false);
        return _costs.Estimate(run.Skill, route.Candidates, run.EstimatedInputTokens) with { Routing = route.Explanation };
    }

    // What a step is asked depends on what the steps before it answer, so that only the ceiling is known.
    private CostEstimate EstimateSteps(SkillRun run, object? inputs)
    {
        run.Enter(SkillStep.ValidateInput);
        if (_inputs.Validate(run.Skill, inputs).Errors is { Count: > 0 } errors)
        {
            run.Fail(errors).EnsureSuccess();
        }

        return new() { HighUsd = run.Skill.Limits.MaxCostUsd, WorstUsd = run.Skill.Limits.MaxCostUsd };
    }

    /// <summary>Takes in what a person thought of a result, so that the router learns from it.</summary>
    /// <param name="feedback">The rating.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the execution is not remembered and the feedback does not name its model, provider and category.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rating is not from 0 to 1.</exception>
    public ValueTask<bool> RecordFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = _feedback.Record(feedback);
        _telemetry.FeedbackGiven(feedback with { RecordedAt = _time.GetUtcNow() });
        return ValueTask.FromResult(known);
    }

    private async ValueTask<Admitted> AdmitAsync(SkillRun run, ModelRoute route, CancellationToken cancellationToken)
    {
        if (run.Skill.Limits.MaxInputTokens is { } most && run.EstimatedInputTokens > most)
        {
            return new(null, new("prompt.too_long", SkillStep.SelectModel, "", $"The prompt has about {run.EstimatedInputTokens:N0} tokens; the skill's limits.maxInputTokens is {most:N0}."));
        }

        if (!_budgets.AnyLimits)
        {
            return Admitted.Freely;
        }

        // Every try raises the reservation before it is made, so a budget too small for the first candidate may do for another.
        var (first, least) = _costs.WorstCases(run.Skill, route.Candidates, run.EstimatedInputTokens);
        var admission = await _budgets.ReserveAsync(run.Skill, run.Context, run.ExecutionId, first, run.Deadline - _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (admission.Refusal is not null && least < first)
        {
            admission = await _budgets.ReserveAsync(run.Skill, run.Context, run.ExecutionId, least, run.Deadline - _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }

        return new(admission.Lease, admission.Refusal) { RetryAfter = admission.RetryAfter };
    }

    // Settles the lease when the execution is over.
    private sealed record Admitted(BudgetLease? Lease, SkillError? Refusal) : IAsyncDisposable
    {
        public static readonly Admitted Freely = new(null, null);

        public TimeSpan? RetryAfter { get; init; }

        public ValueTask DisposeAsync() => Lease?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
