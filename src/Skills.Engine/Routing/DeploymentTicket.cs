namespace Skills.Engine.Routing;

/// <summary>The right to make one try at one deployment. End it once, with an outcome or without.</summary>
internal sealed class DeploymentTicket(Deployments deployments, Deployment deployment, RateDemand demand, TryStart start)
{
    private int _ended;

    /// <summary>Ends the try with its verdict, at a timestamp of the clock; now without one.</summary>
    public CircuitChange End(RoutingOutcome outcome, TokenUsage? usage, TryOrigin origin = default, long? timestamp = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return CircuitChange.None;
        }

        var now = timestamp is { } end ? deployments.At(end) : deployments.Now;
        var change = deployment.End(outcome, origin, start, now);
        deployment.Limits.Settle(demand, outcome.Error is null, usage?.InputTotal, usage?.OutputTotal, now);
        if (outcome.RateLimits is { } state)
        {
            deployment.Limits.Observe(state, deployment.InFlight, now);
        }

        return change;
    }

    /// <summary>Ends the try without a verdict, as after a cancellation. The provider may have counted it, so its limits keep what it took.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            deployment.Leave(start);
            deployment.Limits.Leave();
        }
    }

    /// <summary>Ends a try that was never made.</summary>
    public void Return()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            deployment.Leave(start);
            deployment.Limits.Release(demand, deployments.Now);
        }
    }
}
