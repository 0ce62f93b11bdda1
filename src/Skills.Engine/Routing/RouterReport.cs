using Skills.Engine.Routing;

namespace Skills.Engine;

/// <summary>What the router knows at this moment: for dashboards, health checks and people. Thread-safe; reads memory only.</summary>
public sealed class RouterReport
{
    private readonly ModelCatalog _catalog;
    private readonly Deployments _deployments;
    private readonly Routing.TaskStatistics _statistics;
    private readonly Routing.Experiments _experiments;

    internal RouterReport(ModelCatalog catalog, Deployments deployments, Routing.TaskStatistics statistics, Routing.Experiments experiments)
    {
        _catalog = catalog;
        _deployments = deployments;
        _statistics = statistics;
        _experiments = experiments;
    }

    /// <summary>The state of every model of the catalog.</summary>
    public IReadOnlyList<DeploymentReport> Deployments()
    {
        var now = _deployments.Now;
        return [.. _catalog.Models.Select(m => Describe(m, _deployments.Of(m), now))];
    }

    /// <summary>What was learned about models at tasks.</summary>
    public IReadOnlyList<TaskStatistic> Learned() => _statistics.ToList();

    /// <summary>The state of the experiments.</summary>
    public IReadOnlyList<ExperimentReport> Experiments() => _experiments.Reports();

    private static DeploymentReport Describe(ModelDefinition model, Routing.Deployment deployment, long now) => new(
        model.Provider,
        model.Id,
        deployment.CircuitIsOpen,
        TimeSpan.FromTicks(Math.Max(0, deployment.ReadyAt - now)),
        deployment.InFlight,
        deployment.LatencyAt(now) is > 0 and var latency ? latency : null,
        deployment.SuccessAt(now));
}

/// <summary>The state of one deployment.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model's id.</param>
/// <param name="CircuitIsOpen">Whether its circuit is open.</param>
/// <param name="RestsFor">Until it may be asked again; zero when it may be now.</param>
/// <param name="InFlight">Tries under way.</param>
/// <param name="LatencyMs">Moving mean of latency in milliseconds; null when nothing was seen in the last minute.</param>
/// <param name="Success">Share of tries that succeed, 0 to 1.</param>
public sealed record DeploymentReport(string Provider, string Model, bool CircuitIsOpen, TimeSpan RestsFor, int InFlight, double? LatencyMs, double Success);
