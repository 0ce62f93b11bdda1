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
    private readonly TimeProvider _time;

    internal RouterReport(ModelCatalog catalog, Deployments deployments, Routing.TaskStatistics statistics, Routing.Experiments experiments, IEnumerable<IModelClient> clients, TimeProvider time)
    {
        _time = time;
        _clients = [.. clients];
        _catalog = catalog;
        _deployments = deployments;
        _statistics = statistics;
        _experiments = experiments;
    }

    /// <summary>Returns latency, errors, cost, circuits and limits of the registered providers at this moment.</summary>
    public RoutingStatus Report()
    {
        var (now, models) = (_deployments.Now, _catalog.Models);
        return new(_time.GetUtcNow(), [.. Providers().OrderBy(static p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => TrafficOf(p, models, now))]);
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

    private ProviderTrafficReport TrafficOf(ProviderReport provider, IReadOnlyList<ModelDefinition> catalog, long now)
    {
        var models = catalog
            .Where(m => m.Provider.Equals(provider.Name, StringComparison.OrdinalIgnoreCase))
            .Select(m => (m.Enabled, Report: TrafficOf(m, now)))
            .Where(static m => m.Enabled || m.Report.Traffic.Attempts > 0)
            .Select(static m => m.Report)
            .ToList();
        var errors = models.SelectMany(static m => m.Traffic.Errors).GroupBy(static e => e.Key).ToDictionary(static g => g.Key, static g => g.Sum(static e => e.Value));
        var cost = models.Where(static m => m.Traffic.Attempts > 0).Aggregate(Cost.Zero, static (sum, m) => sum + m.Traffic.Cost);
        return new(provider.Name, provider.NotReady, new(models.Sum(static m => m.Traffic.Attempts), errors.AsReadOnly(), cost), models);
    }

    private ModelTrafficReport TrafficOf(ModelDefinition model, long now)
    {
        var deployment = _deployments.Of(model);
        var (concurrency, waiting) = deployment.Limits.State();
        var limits = new LimitReport(model.RequestsPerMinute, model.InputTokensPerMinute, model.OutputTokensPerMinute, concurrency, waiting);
        return new(model.Id, Describe(model, deployment, now), deployment.Traffic.Report(), limits) { Slowdown = deployment.Slowdown.At(now) };
    }

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
