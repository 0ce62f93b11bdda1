using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Models;

namespace Skills.Engine.Routing;

/// <summary>
/// Step 4, the default router: hard filters, then a score of weighted terms, then the less loaded of what is equal, then
/// fallbacks from other providers first. Reads memory only. The same history and load choose the same in every process. Thread-safe.
/// </summary>
internal sealed class MoeRouter : IModelRouter
{
    private readonly ModelCatalog _catalog;
    private readonly ModelDiscovery _discovery;
    private readonly IReadOnlyList<IModelClient> _clients;
    private readonly Deployments _deployments;
    private readonly TaskStatistics _statistics;
    private readonly Experiments _experiments;
    private readonly RoutingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MoeRouter> _logger;
    private readonly Paces _paces;
    private readonly RouterParts _parts;
    private readonly Lock _rebuilding = new();
    private readonly ulong _seed;
    private RouterSnapshot _snapshot;
    private IReadOnlyList<ModelDefinition> _listed;
    private ulong _decisions;

    public MoeRouter(
        ModelCatalog catalog,
        ModelDiscovery discovery,
        IEnumerable<IModelClient> clients,
        Deployments deployments,
        TaskStatistics statistics,
        Paces paces,
        Experiments experiments,
        IOptions<SkillsEngineOptions> options,
        TimeProvider time,
        ILogger<MoeRouter> logger)
    {
        _catalog = catalog;
        _discovery = discovery;
        _clients = [.. clients];
        _deployments = deployments;
        _statistics = statistics;
        _experiments = experiments;
        _options = options.Value.Routing;
        _time = time;
        _logger = logger;
        _paces = paces;
        _parts = new(_options, statistics, new(_options.Learning, time));
        _seed = Draws.Mix((ulong)(_options.Seed ?? 0));
        _listed = catalog.Models;
        _snapshot = new(_listed, _clients, deployments, paces, Today) { CatalogAsOf = catalog.AsOf };
        if (catalog.AsOf is { } day && Today.DayNumber - day.DayNumber > options.Value.Catalog.MaxAge.TotalDays)
        {
            DiscoveryLog.IsOld(logger, day, (int)options.Value.Catalog.MaxAge.TotalDays);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <inheritdoc/>
    public ValueTask<ModelRoute> RouteAsync(RoutingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();

        if (_discovery.IsDue)
        {
            return DiscoverAndRouteAsync(request, cancellationToken);
        }

        var route = Route(request);
        return route.Candidates.Count == 0 && _discovery.MayAskAgain ? DiscoverAndRouteAsync(request, cancellationToken) : new(route);
    }

    private async ValueTask<ModelRoute> DiscoverAndRouteAsync(RoutingRequest request, CancellationToken cancellationToken)
    {
        await _discovery.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return Route(request);
    }

    private ModelRoute Route(RoutingRequest request)
    {
        var draw = Draws.Mix(_seed + Interlocked.Increment(ref _decisions));
        var choice = _experiments.Any ? _experiments.Choose(request, draw) : null;
        var decision = new RouterDecision(Current(request), request, _parts, _deployments.Now, draw, choice);
        var route = decision.Decide();
        if (route.Candidates is [var first, ..])
        {
            _parts.Recent.Add(decision.Provider);
            RoutingLog.Chose(_logger, request.Skill.Id, first.Model.Provider, first.Model.Id, route.Explanation);
        }
        else
        {
            RoutingLog.FoundNone(_logger, request.Skill.Id, route.Explanation);
        }

        return route;
    }

    /// <inheritdoc/>
    public void Report(RoutingOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);

        if (outcome.OutputValid is null)
        {
            if (!outcome.IsRecorded)
            {
                _deployments.Record(outcome);
            }

            if (outcome.Error is null)
            {
                _paces.Saw([outcome.SkillId, _statistics.TaskOf(outcome.Category)], outcome.Model, outcome.Latency, outcome.Usage?.OutputTotal);
            }

            return;
        }

        var quality = OutcomeQuality.Of(outcome);
        if (_options.Learning.Enabled && outcome.Error is null)
        {
            _statistics.Add(outcome.Model.Provider, outcome.Model.Id, _statistics.TaskOf(outcome.Category), quality);
            if (outcome.SkillId is { } skill && _statistics.TaskOf(skill, outcome.Difficulty) is { } task)
            {
                _statistics.Add(outcome.Model.Provider, outcome.Model.Id, task, quality);
            }
        }

        if (outcome.Experiment is { } label)
        {
            _experiments.Count(label, quality);
        }
    }

    // A new day has new prices; a pinned or preferred name may be one the catalog makes on demand.
    private RouterSnapshot Current(RoutingRequest request)
    {
        var snapshot = Volatile.Read(ref _snapshot);
        if (!ReferenceEquals(_catalog.Models, Volatile.Read(ref _listed)))
        {
            Volatile.Write(ref _listed, _catalog.Models);
            snapshot = Rebuild(_catalog.Models);
        }
        else if (snapshot.Day != Today)
        {
            snapshot = Rebuild(snapshot.Source);
        }

        if (request.Context.Model is { } pin)
        {
            snapshot = Knowing(pin, snapshot);
        }

        var wish = request.Skill.ModelPreferences;
        return Knowing(wish.OnlyModels, Knowing(wish.PreferredModels, snapshot));
    }

    private RouterSnapshot Knowing(IReadOnlyList<string> names, RouterSnapshot snapshot)
    {
        for (var i = 0; i < names.Count; i++)
        {
            snapshot = Knowing(names[i], snapshot);
        }

        return snapshot;
    }

    private RouterSnapshot Knowing(string name, RouterSnapshot snapshot) =>
        snapshot.Named(name).Length > 0 || snapshot.IsFull || _catalog.Find(name) is not { } model
            ? snapshot
            : Rebuild([.. snapshot.Source, model with { Aliases = [.. model.Aliases, name] }]);

    private RouterSnapshot Rebuild(IReadOnlyList<ModelDefinition> source)
    {
        lock (_rebuilding)
        {
            var rebuilt = new RouterSnapshot(source, _clients, _deployments, _paces, Today) { CatalogAsOf = _catalog.AsOf };
            Volatile.Write(ref _snapshot, rebuilt);
            return rebuilt;
        }
    }
}
