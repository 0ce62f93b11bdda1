using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Diagnostics;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>Makes one try: calls the client under a deadline, and reports the outcome to log, ledger, budget, deployment and router.</summary>
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
    // Keeps the hash of an execution's log apart from "unknown".
    private const long ExecutionMark = 1L << 40;

    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(50);

    private readonly IModelClient[] _clients = [.. clients];
    private readonly RetryOptions _retry = options.Value.Routing.Retry;
    private AttemptDeadlines? _lastDeadlines;

    /// <summary>Makes the try.</summary>
    /// <returns>The reply or the error.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled; the try is in the log.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AttemptResult> RunAsync(ModelInvocation invocation, AttemptPlan plan, CancellationToken cancellationToken)
    {
        var model = plan.Candidate.Model;
        var attempt = new AttemptStart(invocation.Attempts.NextNumber(), time.GetUtcNow(), time.GetTimestamp());
        var request = RequestOf(invocation, plan);
        var span = telemetry?.AttemptStarted(request, attempt.Number, plan.Reason, invocation.OnDelta is not null);
        var stream = invocation.OnDelta is { } onDelta ? new StreamReading(onDelta, _retry, time) { OnReasoning = invocation.OnReasoning } : null;

        // One source for both ends; the caller's own token shows which of them it was.
        using var deadline = new CancellationTokenSource(plan.Timeout, time);
        using var canceling = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);

        ModelReply reply;
        Task<ModelReply>? call = null;
        try
        {
            call = invocation.Context.Deferred is { } deferred ? Defer(deferred, plan, request, deadline.Token) : CallAsync(request, stream, deadline.Token);

            // A client that ignores its cancellation token is abandoned when the token comes first.
            reply = UsageSanity.Of(await call.WaitAsync(stream is null ? deadline.Token : CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception e) when ((e is OperationCanceledException && cancellationToken.IsCancellationRequested) || ReferenceEquals(e, stream?.HandlerError))
        {
            Observe(call);
            var abandoned = Abandon(invocation, plan, attempt);
            telemetry?.AttemptEnded(span, request, abandoned, null, null);
            throw;
        }
        catch (Exception e)
        {
            var timedOut = deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            Stop(deadline);
            Observe(call);
            var error = timedOut && e is OperationCanceledException ? TimedOut(plan, e) : ClientErrors.Classify(e, model);
            if (IsCut(plan, error, time.GetElapsedTime(attempt.Timestamp)))
            {
                var cut = Abandon(invocation, plan, attempt, "The execution's deadline ended the try before the model answered; what it cost at the provider is not known.");
                telemetry?.AttemptEnded(span, request, cut, null, null);
                return new(attempt.Number, null, error, cut.Cost, stream?.Released == true) { IsCut = true };
            }

            var failed = End(invocation, plan, attempt, null, error);
            telemetry?.AttemptEnded(span, request, failed, null, error);
            return new(attempt.Number, null, error, failed.Cost, stream?.Released == true);
        }

        // Not within the try: an answer that is paid for is booked once, whatever happens.
        var rejection = RejectReply(invocation, plan.Candidate, reply);
        var ended = End(invocation, plan, attempt, reply, rejection);
        telemetry?.AttemptEnded(span, request, ended, reply, rejection);
        return new(attempt.Number, rejection is null ? reply : null, rejection, ended.Cost, stream?.Released == true);
    }

    /// <summary>Tells the router that the candidate an experiment put first did not answer at all.</summary>
    public void ReportUnanswered(ModelInvocation invocation, InvocationCandidate candidate, ModelErrorKind error) => Report(new()
    {
        Model = candidate.Model,
        Category = invocation.Skill.Category,
        Error = error,
        OutputValid = false,
        Experiment = candidate.Candidate.Experiment,
        IsRecorded = true,
    });

    // An answer without anything in it is paid for, and still no sign of health.
    private static bool IsEmpty(ModelReply reply) =>
        reply is { StopReason: StopReason.Completed or StopReason.Unknown, AsksForTools: false } && string.IsNullOrWhiteSpace(reply.Text);

    // Limits, credit and rights belong to the key.
    private static bool SaysNothingOfOthers(ModelErrorKind kind) =>
        kind is ModelErrorKind.RateLimit or ModelErrorKind.Quota or ModelErrorKind.Auth or ModelErrorKind.Permission or ModelErrorKind.NotFound;

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
            OfferedTools = invocation.OfferedTools,
            ToolChoice = invocation.ToolChoice,
            TenantId = invocation.Context.TenantId,
            ProviderOptions = ProviderOptionsOf(invocation.Skill, model),
            Deadlines = DeadlinesOf(model, plan.Timeout),
        };
    }

    // Tries that no execution cuts short have the same ones, so those of the last are used again.
    private AttemptDeadlines DeadlinesOf(ModelDefinition model, TimeSpan timeout)
    {
        var (firstToken, idle) = (Least(_retry.FirstTokenTimeoutOf(model), timeout), Least(_retry.IdleTimeoutOf(model), timeout));
        return _lastDeadlines is { } last && last.Connect == _retry.ConnectTimeout && last.FirstToken == firstToken && last.Idle == idle && last.Total == timeout
            ? last
            : _lastDeadlines = new() { Connect = _retry.ConnectTimeout, FirstToken = firstToken, Idle = idle, Total = timeout };
    }

    private Task<ModelReply> CallAsync(ModelRequest request, StreamReading? stream, CancellationToken cancellationToken)
    {
        var client = ClientOf(request.Model);
        return stream is null ? client.InvokeAsync(request, cancellationToken) : stream.ReadAsync(client, request, cancellationToken);
    }

    // A batch of the provider has limits of its own, and may take hours.
    private Task<ModelReply> Defer(IDeferredCalls deferred, AttemptPlan plan, ModelRequest request, CancellationToken cancellationToken)
    {
        plan.Ticket.Return();
        return deferred.InvokeAsync(request, ClientOf(request.Model), cancellationToken);
    }

    private IModelClient ClientOf(ModelDefinition model)
    {
        for (var i = _clients.Length - 1; i >= 0; i--)
        {
            if (string.Equals(_clients[i].Provider.Name, model.Provider, StringComparison.OrdinalIgnoreCase))
            {
                return _clients[i];
            }
        }

        throw new ModelException(ModelErrorKind.NotFound, $"No client is registered for the provider '{model.Provider}' of {model.Id}.") { Provider = model.Provider, Model = model.Id };
    }

    // An error of an abandoned task is not reported any more.
    private static void Observe(Task? call)
    {
        if (call is { IsCompletedSuccessfully: false })
        {
            _ = call.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private SkillAttempt End(ModelInvocation invocation, AttemptPlan plan, AttemptStart attempt, ModelReply? reply, ModelException? error)
    {
        var model = plan.Candidate.Model;
        var end = time.GetTimestamp();
        var latency = time.GetElapsedTime(attempt.Timestamp, end);
        var day = DateOnly.FromDateTime((attempt.At + latency).UtcDateTime);
        var cost = reply is null ? CostOfFailure(model, error!, day) : CostOf(invocation, model, reply, day);
        var usage = reply is null ? UsageSanity.Of(error?.Usage) : reply.Usage;
        var outcome = new RoutingOutcome
        {
            Model = model,
            Category = invocation.Skill.Category,
            SkillId = invocation.Skill.Id,
            Error = error?.Kind ?? (reply is not null && IsEmpty(reply) ? ModelErrorKind.Malformed : null),
            RetryAfter = error?.RetryAfter,
            Latency = latency,
            RateLimits = reply is null ? error?.RateLimits : reply.RateLimits,
            Cost = cost,
            Usage = usage,
            Experiment = plan.Candidate.Candidate.Experiment,
            IsRecorded = true,
            RefusedKey = InvocationErrors.RefusesKey(error) ? error?.Message : null,
        };

        var ended = new SkillAttempt
        {
            Number = attempt.Number,
            ModelId = model.Id,
            ModelProvider = model.Provider,
            Reason = plan.Reason,
            StartedAt = attempt.At,
            LatencyMs = latency.TotalMilliseconds,
            TimeToFirstTokenMs = reply?.TimeToFirstToken?.TotalMilliseconds,
            Usage = usage,
            Cost = cost,
            PromptCacheSavingUsd = reply is null ? null : ReplyCost.SavingOf(model, reply, day),
            Error = error?.Kind,
            ErrorMessage = error?.Message,
            StopReason = reply?.StopReason,
            SchemaMode = reply?.SchemaMode ?? default,
            RequestId = reply is null ? error?.RequestId : reply.RequestId,
        };
        Log(invocation, plan, ended);
        if ((error is { IsOfTenantKey: true } && SaysNothingOfOthers(error.Kind)) || invocation.Context.Deferred is not null)
        {
            // A batch of hours says nothing of the next call either.
            plan.Ticket.Abandon();
            return ended;
        }

        Report(plan.Ticket.End(outcome, usage, OriginOf(invocation, error?.Kind), end), model);
        Report(outcome);
        return ended;
    }

    // Two timers of one length fire in any order. Whichever it was, the execution had too little time: that is no evidence against the deployment.
    private static bool IsCut(AttemptPlan plan, ModelException error, TimeSpan elapsed) =>
        plan.IsClamped && error.Kind is ModelErrorKind.Timeout && elapsed + TimerGrain >= plan.Timeout;

    private SkillAttempt Abandon(ModelInvocation invocation, AttemptPlan plan, AttemptStart attempt, string why = "The try was canceled before it ended; what it cost at the provider is not known.")
    {
        plan.Ticket.Abandon();
        var ended = new SkillAttempt
        {
            Number = attempt.Number,
            ModelId = plan.Candidate.Model.Id,
            ModelProvider = plan.Candidate.Model.Provider,
            Reason = plan.Reason,
            StartedAt = attempt.At,
            LatencyMs = time.GetElapsedTime(attempt.Timestamp).TotalMilliseconds,
            Cost = new(0, CostKind.AtLeast),
            Error = ModelErrorKind.Canceled,
            ErrorMessage = why,
        };
        Log(invocation, plan, ended);
        return ended;
    }

    // A prompt can make a provider answer 500. A failure to connect or in time says nothing of the prompt.
    private static TryOrigin OriginOf(ModelInvocation invocation, ModelErrorKind? error) =>
        new(invocation.Skill.Id, ExecutionMark | (uint)RuntimeHelpers.GetHashCode(invocation.Attempts), error is ModelErrorKind.ServerError ? DigestOf(invocation.Messages) : 0);

    private static long DigestOf(IReadOnlyList<ModelMessage> messages)
    {
        var hash = new XxHash3();
        foreach (var message in messages)
        {
            hash.Append(MemoryMarshal.AsBytes(message.Text.AsSpan()));
        }

        return (long)hash.GetCurrentHashAsUInt64();
    }

    private void Log(ModelInvocation invocation, AttemptPlan plan, SkillAttempt record)
    {
        invocation.Attempts.Add(record, plan.WorstUsd);
        invocation.Budget?.Return(plan.WorstUsd ?? 0, record.Cost);
        plan.Candidate.Deployment.Traffic.Add(record.Error, record.LatencyMs, record.Cost);
        try
        {
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
        catch (Exception e)
        {
            InvocationLog.LedgerFailed(logger, e, ledger.GetType().Name);
        }
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

    private void Report(CircuitChange change, ModelDefinition model)
    {
        if (change is CircuitChange.Opened)
        {
            telemetry?.BreakerChanged(model, isOpen: true);
            InvocationLog.Opened(logger, model.Provider, model.Id, deployments.WaitFor(model, default));
        }
        else if (change is CircuitChange.KeyRefused)
        {
            InvocationLog.KeyRefused(logger, model.Provider, options.Value.Routing.Breaker.ConfigurationCooldown);
        }
        else if (change is CircuitChange.Closed)
        {
            telemetry?.BreakerChanged(model, isOpen: false);
            InvocationLog.Closed(logger, model.Provider, model.Id);
        }
    }

    private static bool HasLarger(ModelInvocation invocation, int? window) => invocation.Candidates.Any(c => c.Model.ContextWindow > window);

    // Answers that are no answer: some other model may do better.
    private static ModelException? RejectReply(ModelInvocation invocation, InvocationCandidate candidate, ModelReply reply) => reply.StopReason switch
    {
        StopReason.Refusal or StopReason.ContentFilter when invocation.Skill.ModelPreferences.FallbackOnContentPolicy =>
            new(ModelErrorKind.ContentPolicy, $"{candidate.Model.Id} at {candidate.Model.Provider} refused to answer.") { Provider = candidate.Model.Provider, Model = candidate.Model.Id, RequestId = reply.RequestId, PartialText = reply.Text },
        StopReason.ContextWindow when HasLarger(invocation, candidate.Model.ContextWindow) =>
            new(ModelErrorKind.ContextWindow, $"The context window of {candidate.Model.Id} at {candidate.Model.Provider} was full before the answer ended.") { Provider = candidate.Model.Provider, Model = candidate.Model.Id, RequestId = reply.RequestId, PartialText = reply.Text },
        _ => null,
    };

    private static Cost CostOf(ModelInvocation invocation, ModelDefinition model, ModelReply reply, DateOnly day) =>
        reply is { ChargedUsd: null, Usage: null or { InputTotal: null, OutputTotal: null } }
            ? CostCalculator.Estimate(model, TokenEstimator.Estimate(invocation.Messages, invocation.OfferedTools, model), TokenEstimator.EstimateReply(reply), day)
            : ReplyCost.Of(model, reply, day);

    // A provider that refused with a status bills nothing; a call that broke off may be billed, so that is a lower bound.
    private static Cost CostOfFailure(ModelDefinition model, ModelException error, DateOnly day)
    {
        if (UsageSanity.Of(error.Usage) is { } usage)
        {
            var known = CostCalculator.CostOf(model, usage, day);
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
        return InvocationErrors.Of(ModelErrorKind.Timeout, model, FormattableString.Invariant($"{model.Id} at {model.Provider} did not answer {what}: {plan.Timeout.TotalSeconds:0.###} s."), null, inner);
    }

    private static System.Text.Json.JsonElement? ProviderOptionsOf(Skill skill, ModelDefinition model) =>
        skill.ModelPreferences.ProviderOptions is { ValueKind: System.Text.Json.JsonValueKind.Object } all && all.TryGetProperty(model.Provider, out var own) ? own : null;

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    // The number of a try, and when it began by both clocks.
    private readonly record struct AttemptStart(int Number, DateTimeOffset At, long Timestamp);
}
