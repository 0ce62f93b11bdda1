using System.Runtime.CompilerServices;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>One invocation under way: which model is asked next, and when. Used by one thread at a time.</summary>
internal sealed class InvocationRun(ModelInvocation invocation, AttemptRunner attempts, Deployments deployments, Paces paces, Backoff backoff, SkillsEngineOptions options, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    // A provider that asks for no more than this is waited for, rather than a fallback of another quality or price.
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(100);

    // Timers take no more than seven weeks; a longer wait asks again after a week.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    private readonly InvocationCandidate?[] _candidates = new InvocationCandidate?[invocation.Candidates.Count];
    private readonly AttemptMoney _money = new(invocation, paces, options, time);
    private InvocationCandidate? _last;
    private ModelException? _error;
    private int _lastNumber;
    private bool _isOver;
    private InvocationCandidate? _waitsFor;

    // Most invocations need the first only.
    private IEnumerable<InvocationCandidate> Candidates => Enumerable.Range(0, _candidates.Length).Select(At);

    // Asked last; the first before any was.
    private InvocationCandidate Last => _last ?? At(0);

    private TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, invocation.Deadline - deployments.Now));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ModelInvocationResult> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = deployments.Now;
            if (now >= invocation.Deadline)
            {
                return Fail(InvocationErrors.DeadlinePassed(Last, Candidates, _error));
            }

            var next = await NextAsync(now, cancellationToken).ConfigureAwait(false) ?? await RestAsync(cancellationToken).ConfigureAwait(false);
            if (next is { } plan)
            {
                // Two streams cannot share one taker, so a stream is not hedged.
                var answer = options.Routing.Retry.HedgeAfter is { } after && invocation is { OnDelta: null, Context.Deferred: null }
                    ? await HedgeAsync(plan, after, cancellationToken).ConfigureAwait(false)
                    : Conclude(plan.Candidate, await attempts.RunAsync(invocation, plan, cancellationToken).ConfigureAwait(false));
                if (answer is not null)
                {
                    return answer;
                }
            }
            else if (_isOver)
            {
                return Fail(null);
            }
        }
    }

    // The first candidate, in the router's order, that may be asked now. One that waits for its own retry is waited for:
    // its turn is short, and moving on would spend the fallbacks on a passing error.
    private async ValueTask<AttemptPlan?> NextAsync(long now, CancellationToken cancellationToken)
    {
        _waitsFor = null;
        for (var i = 0; i < _candidates.Length; i++, now = deployments.Now)
        {
            var candidate = At(i);
            if (candidate.IsOut)
            {
                continue;
            }

            if (candidate.NotBefore > now)
            {
                var wait = WaitFor(candidate);
                if (candidate.HoldsTheLine && wait <= options.Routing.Retry.MaxDelay && wait < Left)
                {
                    _waitsFor = candidate;
                    return null;
                }
            }
            else if (HasTime(candidate, now) && deployments.TryEnter(candidate.Deployment, _money.DemandOf(candidate.Model), now) is { } ticket
                && await PayAsync(candidate, ticket, null, cancellationToken).ConfigureAwait(false) is { } plan)
            {
                return plan;
            }
        }

        return null;
    }

    // A try that ends before half of its like were answered costs money and load, and helps nobody.
    private bool HasTime(InvocationCandidate candidate, long now)
    {
        if (MedianOf(candidate, now) is var median && median.Ticks <= Math.Max(0, invocation.Deadline - now))
        {
            return true;
        }

        candidate.IsOut = true;
        candidate.Refusal = InvocationErrors.TooLate(candidate.Model, median, Left);
        return false;
    }

    private TimeSpan MedianOf(InvocationCandidate candidate, long now) => candidate.Deployment.Medians.Of(invocation.Skill.Id, now);

    private InvocationCandidate At(int index) => _candidates[index] ??= new(invocation.Candidates[index], deployments.Of(invocation.Candidates[index].Model));

    private async ValueTask<AttemptPlan?> PayAsync(InvocationCandidate candidate, DeploymentTicket ticket, string? reason, CancellationToken cancellationToken)
    {
        try
        {
            if (await _money.TakeAsync(candidate, cancellationToken).ConfigureAwait(false) is { } granted)
            {
                return Plan(candidate, ticket, granted, reason ?? ReasonFor(candidate));
            }
        }
        catch
        {
            ticket.Return();
            throw;
        }

        ticket.Return();
        return null;
    }

    private AttemptPlan Plan(InvocationCandidate candidate, DeploymentTicket ticket, AttemptGrant grant, string reason)
    {
        var left = Left;
        var wanted = invocation.Context.Deferred?.Longest ?? options.Routing.Retry.AttemptTimeoutOf(candidate.Model);
        var longest = wanted < LongestWait ? wanted : LongestWait;
        candidate.Tries++;
        return new(candidate, ticket, grant.Options, grant.WorstUsd, reason, left < longest ? left : longest, IsClamped: left <= longest);
    }

    private string ReasonFor(InvocationCandidate candidate) =>
        Array.TrueForAll(_candidates, static c => c is not { Tries: > 0 }) ? invocation.Reason : candidate.Tries > 0 ? "retry" : "fallback";

    private async Task<ModelInvocationResult?> HedgeAsync(AttemptPlan plan, TimeSpan after, CancellationToken cancellationToken)
    {
        var hedge = new Hedge(invocation, attempts, time);
        foreach (var (candidate, result) in await hedge.RunAsync(plan, after, token => SecondAsync(plan.Candidate, token), cancellationToken).ConfigureAwait(false))
        {
            if (Conclude(candidate, result) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    private ModelInvocationResult? Conclude(InvocationCandidate candidate, AttemptResult result)
    {
        (_last, _lastNumber) = (candidate, result.Number);
        _money.Settle(candidate, result.Cost);
        if (result.Reply is { } reply)
        {
            ReportUnanswered(candidate);
            return new(reply, candidate.Model, result.Number, null) { Experiment = candidate.Candidate.Experiment };
        }

        _error = candidate.Error = result.Error!;
        if (result.IsCut)
        {
            return Fail(InvocationErrors.DeadlinePassed(candidate, Candidates, _error));
        }

        if (result.Released && !options.Routing.Retry.RestartStreams)
        {
            return Fail(null);
        }

        Apply(candidate, result.Error!);
        return null;
    }

    private async ValueTask<AttemptPlan?> SecondAsync(InvocationCandidate first, CancellationToken cancellationToken)
    {
        foreach (var candidate in Candidates)
        {
            var now = deployments.Now;
            if (candidate != first && !candidate.IsOut && candidate.NotBefore <= now && now < invocation.Deadline && HasTime(candidate, now)
                && deployments.TryEnter(candidate.Deployment, _money.DemandOf(candidate.Model), now) is { } ticket
                && await PayAsync(candidate, ticket, "hedge", cancellationToken).ConfigureAwait(false) is { } plan)
            {
                return plan;
            }
        }

        return null;
    }

    private void Apply(InvocationCandidate failed, ModelException error)
    {
        var retries = Math.Min(ErrorPolicy.Retries(error.Kind), options.Routing.Retry.MaxRetries);
        if (failed.Tries > retries)
        {
            failed.IsOut = true;
        }
        else
        {
            // A provider that says how long has more than a passing error; others may answer sooner. Where the deployment itself
            // cools down, its cooldown holds the stated wait, and our own wait prevents a flood of calls when zero is stated.
            var wait = backoff.Before(failed.Tries);
            var movesOn = ErrorPolicy.MovesOnAtOnce(error.Kind) && !error.IsOfTenantKey;
            var coolsDown = !error.IsOfTenantKey && error.Kind is (ModelErrorKind.RateLimit or ModelErrorKind.Overloaded);
            var asked = coolsDown || error.RetryAfter is not { } stated ? TimeSpan.Zero : backoff.Spread(stated < LongestWait ? stated : LongestWait);
            failed.HoldsTheLine = movesOn ? error.RetryAfter > TimeSpan.Zero && error.RetryAfter <= ShortWait : asked <= wait;
            failed.NotBefore = deployments.Now + Math.Max(wait.Ticks, asked.Ticks);
        }

        if (InvocationErrors.RefusesKey(error))
        {
            ShareRefusal(failed);
        }

        var allowed = ErrorPolicy.FallbackFor(error);
        foreach (var other in Candidates)
        {
            if (other != failed && !Allows(allowed, failed.Model, other.Model))
            {
                other.IsOut = true;
            }
        }
    }

    private ModelException? KeyRefused(InvocationCandidate candidate, TimeSpan wait)
    {
        if (deployments.RefusalOf(candidate.Model.Provider) is not { } refusal)
        {
            return null;
        }

        ShareRefusal(candidate);
        return candidate.Refusal = InvocationErrors.KeyRefused(candidate.Model, refusal, wait);
    }

    private void ShareRefusal(InvocationCandidate failed)
    {
        foreach (var other in Candidates)
        {
            if (other != failed && other is { IsOut: false } && other.Model.Provider.Equals(failed.Model.Provider, StringComparison.OrdinalIgnoreCase))
            {
                other.IsOut = true;
                other.SharesRefusal = other.Tries == 0;
            }
        }
    }

    private bool Allows(Fallback fallback, ModelDefinition failed, ModelDefinition other) => fallback switch
    {
        Fallback.None => false,
        Fallback.LargerWindow => failed.ContextWindow is null || other.ContextWindow > failed.ContextWindow,
        Fallback.IfSkillAllows => invocation.Skill.ModelPreferences.FallbackOnContentPolicy,
        _ => true,
    };

    // Everything left is cooling down: wait for the earliest, if it comes before the deadline.
    private async Task<AttemptPlan?> RestAsync(CancellationToken cancellationToken)
    {
        var earliest = _waitsFor ?? Candidates.Where(static c => !c.IsOut).MinBy(WaitFor);
        if (earliest is null)
        {
            _isOver = true;
            return null;
        }

        var wait = WaitFor(earliest);
        if (wait >= Left)
        {
            _isOver = true;
            _error ??= KeyRefused(earliest, wait) ?? InvocationErrors.Resting(earliest.Model, wait, earliest.Deployment.IsLimited);
            return null;
        }

        if (earliest.NotBefore <= deployments.Now && deployments.IsRateLimited(earliest.Model, _money.DemandOf(earliest.Model)))
        {
            return await QueueAsync(earliest, cancellationToken).ConfigureAwait(false);
        }

        // Spread, so that calls that wait for the same moment do not return at once; never less than a millisecond, as
        // another caller may take the place that just became free.
        var spread = _waitsFor is null ? backoff.Spread(wait) : wait;
        var pause = spread >= Left ? wait : spread;
        await Task.Delay(pause < Shortest ? Shortest : pause > LongestWait ? LongestWait : pause, time, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<AttemptPlan?> QueueAsync(InvocationCandidate candidate, CancellationToken cancellationToken)
    {
        var tenant = invocation.Context.TenantId ?? "";
        var demand = _money.DemandOf(candidate.Model);
        var (result, ticket) = await deployments.WaitTurnAsync(candidate.Model, demand, tenant, Left - MedianOf(candidate, deployments.Now), cancellationToken).ConfigureAwait(false);
        if (ticket is not null)
        {
            return await PayAsync(candidate, ticket, null, cancellationToken).ConfigureAwait(false);
        }

        if (result is not QueueResult.Served)
        {
            candidate.IsOut = true;
            var line = deployments.LineWait(candidate.Model, tenant);
            var wait = deployments.WaitFor(candidate.Model, demand);
            candidate.Refusal = InvocationErrors.Limited(candidate.Model, result is QueueResult.Full ? options.Routing.MaxQueue : null, line > wait ? line : wait);
        }

        return null;
    }

    private TimeSpan WaitFor(InvocationCandidate candidate)
    {
        var own = TimeSpan.FromTicks(Math.Max(0, candidate.NotBefore - deployments.Now));
        var deployment = deployments.WaitFor(candidate.Model, _money.DemandOf(candidate.Model));
        return own > deployment ? own : deployment;
    }

    private ModelInvocationResult Fail(ModelException? error)
    {
        ReportUnanswered(answered: null);
        return new(null, Last.Model, _lastNumber, error ?? InvocationErrors.Summary(Last, [.. Candidates], _error, WaitFor));
    }

    // An experiment must see that a model did not answer, however well its fallback did.
    private void ReportUnanswered(InvocationCandidate? answered)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate is { Candidate.Experiment: not null, Error: { } error } && candidate != answered && ErrorPolicy.CountsAgainst(error.Kind))
            {
                attempts.ReportUnanswered(invocation, candidate, error.Kind);
            }
        }
    }
}
