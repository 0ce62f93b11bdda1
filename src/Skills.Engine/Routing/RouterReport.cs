using Skills.Engine.Routing;

namespace Skills.Engine;

/// <summary>What the router knows at this moment: for dashboards, health checks and people. Thread-safe; reads memory only.</summary>
public sealed class RouterReport
{
    private readonly ModelCatalog _catalog;
    private readonly Deployments _deployments;
    private readonly Routing.TaskStatistics _statistics;
    private readonly Routing.Experiments _experiments;
    private readonly IModelClient[] _clients;

    internal RouterReport(ModelCatalog catalog, Deployments deployments, Routing.TaskStatistics statistics, Routing.Experiments experiments, IEnumerable<IModelClient> clients)
    {
        _clients = [.. clients];
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

    /// <summary>Gets the registered providers, and why one cannot be called.</summary>
    public IReadOnlyList<ProviderReport> Providers() =>
        [.. _clients.Select(static c => c.Provider).DistinctBy(static p => p.Name, StringComparer.OrdinalIgnoreCase).Select(Describe)];

    /// <summary>What was learned about models at tasks.</summary>
    public IReadOnlyList<TaskStatistic> Learned() => _statistics.ToList();

    /// <summary>The state of the experiments.</summary>
    public IReadOnlyList<ExperimentReport> Experiments() => _experiments.Reports();

    // The provider's own sentence may quote a part of the key.
    private ProviderReport Describe(ModelProvider provider) => new(
        provider.Name,
        _catalog.Models.Count(m => m.Enabled && m.Provider.Equals(provider.Name, StringComparison.OrdinalIgnoreCase)),
        provider.NotReady ?? (_deployments.RefusalOf(provider.Name) is null ? null : "the provider refused the key."));

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

/// <summary>The state of one registered provider.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Models">Its enabled models in the catalog.</param>
/// <param name="NotReady">Null when it can be called; otherwise a sentence that says why not, such as a missing or refused key. Holds no secret.</param>
public sealed record ProviderReport(string Name, int Models, string? NotReady);
