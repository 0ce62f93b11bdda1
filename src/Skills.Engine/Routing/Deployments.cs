using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>The state of every deployment: which may be called now, and the outcomes. Shared by the router, which reads it, and the invoker, which feeds it. Thread-safe.</summary>
internal sealed class Deployments(IOptions<SkillsEngineOptions> options, TimeProvider time, IQueueObserver? queues = null)
{
    private readonly ConcurrentDictionary<(string Provider, string Id), Deployment> _all = new();
    private readonly ConcurrentDictionary<string, ProviderHealth> _providers = new(StringComparer.OrdinalIgnoreCase);
    private readonly RoutingOptions _options = options.Value.Routing;

    // By the object too, since a try looks its deployment up more than once and hashing two names takes long.
    private readonly ConditionalWeakTable<ModelDefinition, Deployment> _ofModels = new();

    /// <summary>Monotonic time in ticks.</summary>
    public long Now => At(time.GetTimestamp());

    /// <summary>The same time at a timestamp of the clock.</summary>
    public long At(long timestamp) => time.GetElapsedTime(0, timestamp).Ticks;

    /// <summary>The state of a model's deployment; made on first sight.</summary>
    public Deployment Of(ModelDefinition model) => _ofModels.TryGetValue(model, out var known)
        ? known
        : _ofModels.GetOrAdd(model, static (m, all) => all._all.GetOrAdd((m.Provider, m.Id), all.Create, m), this);

    /// <summary>Returns why a provider is not asked for any model; null when it may be.</summary>
    public string? RefusalOf(string provider) => _providers.TryGetValue(provider, out var health) ? health.RefusalAt(Now) : null;

    /// <summary>Starts a try if circuit, cooldown and rate limits allow.</summary>
    /// <returns>The ticket, to be ended exactly once; null when not now.</returns>
    public DeploymentTicket? TryEnter(ModelDefinition model, RateDemand demand) => TryEnter(Of(model), demand, Now);

    /// <inheritdoc cref="TryEnter(ModelDefinition, RateDemand)"/>
    public DeploymentTicket? TryEnter(Deployment deployment, RateDemand demand, long now) =>
        deployment.ReadyAt <= now && deployment.Limits.TryTake(demand, now, out var others) ? Enter(deployment, demand, others, now) : null;

    /// <summary>How long until a try could start; zero when now.</summary>
    public TimeSpan WaitFor(ModelDefinition model, RateDemand demand)
    {
        var deployment = Of(model);
        var now = Now;
        var ready = Math.Max(deployment.ReadyAt, deployment.Limits.ReadyAt(demand, now));
        return ready <= now ? TimeSpan.Zero : TimeSpan.FromTicks(ready - now);
    }

    /// <summary>Whether it is the rate limit, not circuit or cooldown, that a try would wait for.</summary>
    public bool IsRateLimited(ModelDefinition model, RateDemand demand)
    {
        var deployment = Of(model);
        var now = Now;
        return deployment.ReadyAt <= now && deployment.Limits.InUse && !deployment.Limits.IsFree(demand, now);
    }

    /// <summary>Waits in line for a deployment's rate limit, tenants in turn.</summary>
    /// <returns>Served with the ticket; without one when circuit or cooldown closed meanwhile; or why not.</returns>
    public async Task<(QueueResult Result, DeploymentTicket? Ticket)> WaitTurnAsync(ModelDefinition model, RateDemand demand, string tenant, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var deployment = Of(model);
        var until = Now + deadline.Ticks;

        // A wait that would end too late is refused at once, so that the line holds only calls that can be answered in time.
        if (LineWait(model, tenant) >= deadline)
        {
            return (QueueResult.TimedOut, null);
        }

        if (deployment.Limits.Enqueue(tenant, _options.MaxQueue) is not { } turn)
        {
            return (QueueResult.Full, null);
        }

        queues?.QueueChanged("rate_limit", 1);
        try
        {
            while (true)
            {
                var now = Now;
                if (deployment.Limits.TryTakeTurn(turn, demand, now, out var readyAt, out var others))
                {
                    return (QueueResult.Served, Enter(deployment, demand, others, now));
                }

                if (now >= until)
                {
                    return (QueueResult.TimedOut, null);
                }

                await WaitAsync(turn, readyAt, now, until, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            queues?.QueueChanged("rate_limit", -1);
            deployment.Limits.Abandon(turn);
        }
    }

    /// <summary>How long a new call of a tenant would wait in line at a deployment that takes only so many at once.</summary>
    public TimeSpan LineWait(ModelDefinition model, string tenant)
    {
        var deployment = Of(model);
        return deployment.Limits.LineWait(tenant, deployment.LatencyAt(Now));
    }

    // The head of the line waits for the bucket or a free place; everyone else for becoming the head.
    private async Task WaitAsync(Turn turn, long readyAt, long now, long until, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromTicks(Math.Clamp(Math.Min(readyAt, until) - now, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay));
        try
        {
            await turn.Moved.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The loop looks at the bucket and the deadline.
        }
    }

    /// <summary>Records the outcome of a try without a ticket, as a host's own code reports it.</summary>
    public CircuitChange Record(RoutingOutcome outcome)
    {
        var deployment = Of(outcome.Model);
        if (outcome.RateLimits is { } state)
        {
            deployment.Limits.Observe(state, deployment.InFlight, Now);
        }

        return deployment.RecordForeign(outcome, Now);
    }

    private DeploymentTicket? Enter(Deployment deployment, RateDemand demand, int others, long now)
    {
        if (deployment.TryEnter(now, out var isProbe))
        {
            return new(this, deployment, demand, new(now, others, isProbe));
        }

        deployment.Limits.Release(demand, now);
        return null;
    }

    private Deployment Create((string Provider, string Id) _, ModelDefinition model)
    {
        var deployment = new Deployment(_options.Breaker, _providers.GetOrAdd(model.Provider, static _ => new()));
        deployment.Limits.Grant(model, Now);
        return deployment;
    }
}

/// <summary>How waiting in line ended.</summary>
internal enum QueueResult
{
    /// <summary>It was its turn.</summary>
    Served,

    /// <summary>The line was full.</summary>
    Full,

    /// <summary>The deadline came first.</summary>
    TimedOut,
}
