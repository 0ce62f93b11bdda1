using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Models;

/// <summary>Makes one try: calls the client under a deadline, and tells log, ledger, budget, deployment and router what came of it.</summary>
internal sealed class AttemptRunner(
    IEnumerable<IModelClient> clients,
    IModelRouter router,
    Deployments deployments,
    ICostLedger ledger,
    IOptions<SkillsEngineOptions> options,
    TimeProvider time,
    ILogger<AttemptRunner> logger,
    SkillTelemetry? telemetry = null)
{
    private readonly IModelClient[] _clients = [.. clients];
    private readonly RetryOptions _retry = options.Value.Routing.Retry;

    /// <summary>Makes the try.</summary>
    /// <returns>The reply or the error.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled; the try is in the log.</exception>
    public async Task<AttemptResult> RunAsync(ModelInvocation invocation, AttemptPlan plan, CancellationToken cancellationToken)
    {
        var model = plan.Candidate.Model;
        var record = new SkillAttempt
        {
            Number = invocation.Attempts.NextNumber(),
            ModelId = model.Id,
            ModelProvider = model.Provider,
            Reason = plan.Reason,
            StartedAt = time.GetUtcNow(),
        };
        var request = RequestOf(invocation, plan);
        var span = telemetry?.AttemptStarted(request, record.Number, record.Reason, invocation.OnDelta is not null);
        var started = time.GetTimestamp();
        var stream = new StreamReading(invocation.OnDelta, _retry, time);
        using var deadline = new CancellationTokenSource(plan.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);

        try
        {
            var reply = await CallAsync(invocation, request, stream, either.Token).ConfigureAwait(false);
            var error = Objection(invocation, plan.Candidate, reply);
            var cost = CostOf(invocation, model, reply);
            var ended = End(invocation, plan, Describe(record, reply, error), error, reply.Usage, cost, started, reply.RateLimits);
            telemetry?.AttemptEnded(span, request, ended, reply, error);
            return new(record.Number, error is null ? reply : null, error, cost, stream.Released);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var abandoned = Abandon(invocation, plan, record, started);
            telemetry?.AttemptEnded(span, request, abandoned, null, null);
            throw;
        }
        catch (Exception e) when (ReferenceEquals(e, stream.HandlerError))
        {
            var abandoned = Abandon(invocation, plan, record, started);
            telemetry?.AttemptEnded(span, request, abandoned, null, null);
            throw;
        }
        catch (Exception e)
        {
            var timedOut = deadline.IsCancellationRequested;
            Stop(either);
            var error = timedOut && e is OperationCanceledException ? TimedOut(plan, e) : ClientErrors.Classify(e, model);
            var cost = CostOfFailure(model, error);
            var ended = End(invocation, plan, record with { Error = error.Kind, ErrorMessage = error.Message, RequestId = error.RequestId }, error, error.Usage, cost, started, error.RateLimits);
            telemetry?.AttemptEnded(span, request, ended, null, error);
            return new(record.Number, null, error, cost, stream.Released);
        }
    }

    // What the client still does for this try must end with it.
    private void Stop(CancellationTokenSource call)
    {
        try
        {
            call.Cancel();
        }
        catch (AggregateException e)
        {
            InvocationLog.StopFailed(logger, e);
        }
    }

    private ModelRequest RequestOf(ModelInvocation invocation, AttemptPlan plan)
    {
        var model = plan.Candidate.Model;
        return new ModelRequest
        {
            Model = model,
            Messages = invocation.Messages,
            Options = plan.Options,
            Output = invocation.Output,
            Skill = invocation.Skill,
            Tools = invocation.Tools,
            ProviderOptions = ProviderOptionsOf(invocation.Skill, model),
            Deadlines = new() { Connect = _retry.ConnectTimeout, FirstToken = Least(_retry.FirstTokenTimeout, plan.Timeout), Idle = Least(_retry.IdleTimeout, plan.Timeout), Total = plan.Timeout },
        };
    }

    private async Task<ModelReply> CallAsync(ModelInvocation invocation, ModelRequest request, StreamReading stream, CancellationToken cancellationToken)
    {
        var model = request.Model;
        var client = _clients.LastOrDefault(c => string.Equals(c.Provider.Name, model.Provider, StringComparison.OrdinalIgnoreCase))
            ?? throw new ModelException(ModelErrorKind.NotFound, $"No client is registered for the provider '{model.Provider}' of {model.Id}.") { Provider = model.Provider, Model = model.Id };

        return invocation.OnDelta is null
            ? await Unwaited.WaitAsync(client.InvokeAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await stream.ReadAsync(client, request, cancellationToken).ConfigureAwait(false);
    }

    private SkillAttempt End(ModelInvocation invocation, AttemptPlan plan, SkillAttempt record, ModelException? error, TokenUsage? usage, Cost cost, long started, RateLimitState? limits)
    {
        var latency = time.GetElapsedTime(started);
        var outcome = new RoutingOutcome
        {
            Model = plan.Candidate.Model,
            Category = invocation.Skill.Category,
            Error = error?.Kind,
            RetryAfter = error?.RetryAfter,
            Latency = latency,
            RateLimits = limits,
            Cost = cost,
            Usage = usage,
            Experiment = plan.Candidate.Candidate.Experiment,
            IsRecorded = true,
        };

        var ended = record with { LatencyMs = latency.TotalMilliseconds, Usage = usage, Cost = cost };
        Log(invocation, plan, ended);
        Tell(plan.Ticket.End(outcome, usage), plan.Candidate.Model);
        Report(outcome);
        return ended;
    }

    private SkillAttempt Abandon(ModelInvocation invocation, AttemptPlan plan, SkillAttempt record, long started)
    {
        plan.Ticket.Abandon();
        var ended = record with
        {
            LatencyMs = time.GetElapsedTime(started).TotalMilliseconds,
            Cost = new(0, CostKind.AtLeast),
            Error = ModelErrorKind.Canceled,
            ErrorMessage = "The try was canceled before it ended; what it cost at the provider is not known.",
        };
        Log(invocation, plan, ended);
        return ended;
    }

    private void Log(ModelInvocation invocation, AttemptPlan plan, SkillAttempt record)
    {
        invocation.Attempts.Add(record);
        invocation.Budget?.Return(plan.WorstUsd ?? 0, record.Cost);
        ledger.Record(new()
        {
            Day = DateOnly.FromDateTime(record.StartedAt.UtcDateTime),
            Tenant = invocation.Context.TenantId ?? "",
            Skill = invocation.Skill.Id,
            Provider = record.ModelProvider,
            Model = record.ModelId,
            Cost = record.Cost,
            Usage = record.Usage,
        });
    }

    // A router of the host's own must not be able to lose a paid answer.
    private void Report(RoutingOutcome outcome)
    {
        try
        {
            router.Report(outcome);
        }
        catch (Exception e)
        {
            InvocationLog.ReportFailed(logger, e, router.GetType().Name);
        }
    }

    private void Tell(CircuitChange change, ModelDefinition model)
    {
        if (change is CircuitChange.Opened)
        {
            telemetry?.BreakerChanged(model, isOpen: true);
            InvocationLog.Opened(logger, model.Provider, model.Id, deployments.WaitFor(model, default));
        }
        else if (change is CircuitChange.Closed)
        {
            telemetry?.BreakerChanged(model, isOpen: false);
            InvocationLog.Closed(logger, model.Provider, model.Id);
        }
    }

    // Answers that are no answer: some other model may do better.
    private static ModelException? Objection(ModelInvocation invocation, InvocationCandidate candidate, ModelReply reply) => reply.StopReason switch
    {
        StopReason.Refusal or StopReason.ContentFilter when invocation.Skill.ModelPreferences.FallbackOnContentPolicy =>
            new(ModelErrorKind.ContentPolicy, $"{candidate.Model.Id} at {candidate.Model.Provider} refused to answer.") { Provider = candidate.Model.Provider, Model = candidate.Model.Id, RequestId = reply.RequestId, PartialText = reply.Text },
        StopReason.ContextWindow when invocation.Candidates.Any(c => c.Model.ContextWindow > candidate.Model.ContextWindow) =>
            new(ModelErrorKind.ContextWindow, $"The context window of {candidate.Model.Id} at {candidate.Model.Provider} was full before the answer ended.") { Provider = candidate.Model.Provider, Model = candidate.Model.Id, RequestId = reply.RequestId, PartialText = reply.Text },
        _ => null,
    };

    private static SkillAttempt Describe(SkillAttempt record, ModelReply reply, ModelException? error) => record with
    {
        TimeToFirstTokenMs = reply.TimeToFirstToken?.TotalMilliseconds,
        StopReason = reply.StopReason,
        SchemaMode = reply.SchemaMode,
        RequestId = reply.RequestId,
        Error = error?.Kind,
        ErrorMessage = error?.Message,
    };

    private Cost CostOf(ModelInvocation invocation, ModelDefinition model, ModelReply reply)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return reply.Usage is null or { InputTotal: null, OutputTotal: null }
            ? CostCalculator.Estimate(model, TokenEstimator.Estimate(invocation.Messages), TokenEstimator.Estimate(reply.Text), day)
            : CostCalculator.CostOf(model, reply.Usage, day);
    }

    // A provider that refused with a status bills nothing; a call that broke off may be billed, so that is a lower bound.
    private Cost CostOfFailure(ModelDefinition model, ModelException error)
    {
        if (error.Usage is { } usage)
        {
            var known = CostCalculator.CostOf(model, usage, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            return known.Usd is null ? known : new(known.Usd, CostKind.AtLeast);
        }

        var refused = error.Status is { } status && (int)status >= 400;
        var neverSent = error.TimeoutStage is TimeoutStage.Connect || error.Kind is ModelErrorKind.Auth or ModelErrorKind.Permission or ModelErrorKind.NotFound
            or ModelErrorKind.RateLimit or ModelErrorKind.Quota or ModelErrorKind.InvalidRequest or ModelErrorKind.ContextWindow;
        return refused || neverSent ? Cost.Zero : new(0, CostKind.AtLeast);
    }

    private static ModelException TimedOut(AttemptPlan plan, Exception inner)
    {
        var model = plan.Candidate.Model;
        var what = plan.IsClamped ? "before the execution's deadline" : "within the deadline of a try (SkillsEngine:Routing:Retry:AttemptTimeout)";
        return new(ModelErrorKind.Timeout, $"{model.Id} at {model.Provider} did not answer {what}: {plan.Timeout.TotalSeconds:0.###} s.", inner)
        {
            Provider = model.Provider,
            Model = model.Id,
            TimeoutStage = TimeoutStage.Total,
        };
    }

    private static System.Text.Json.JsonElement? ProviderOptionsOf(Skill skill, ModelDefinition model) =>
        skill.ModelPreferences.ProviderOptions is { ValueKind: System.Text.Json.JsonValueKind.Object } all && all.TryGetProperty(model.Provider, out var own) ? own : null;

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
