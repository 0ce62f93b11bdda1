using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Skills.Engine.Routing;

/// <summary>The catalog as arrays for one day's prices: what a decision reads. Immutable but for its row caches.</summary>
internal sealed class RouterSnapshot
{
    private readonly ConcurrentDictionary<string, TaskCell[]> _rows = new();
    private readonly ConcurrentDictionary<string, bool[]> _preferred = new();
    private readonly ConcurrentDictionary<string, PaceRow> _paces = new();
    private readonly ConcurrentDictionary<string, CellRow> _cells = new();
    private readonly Paces _allPaces;
    private readonly FrozenDictionary<string, int[]> _names;

    private const int MostPaceRows = 2000;

    public RouterSnapshot(IReadOnlyList<ModelDefinition> source, IReadOnlyList<IModelClient> clients, Deployments deployments, Paces paces, DateOnly day)
    {
        Source = source;
        Day = day;
        _allPaces = paces;
        var providers = source.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Providers = [.. providers];
        Clients = [.. providers.Select(p => clients.LastOrDefault(c => string.Equals(c.Provider.Name, p, StringComparison.OrdinalIgnoreCase)))];
        var anyOther = source.Any(m => !IsOnlyByName(m, day) && clients.Any(c => string.Equals(c.Provider.Name, m.Provider, StringComparison.OrdinalIgnoreCase)));
        Entries = [.. source.Select(m => new RouterEntry(m, deployments.Of(m), paces.SlowdownOf(m.Provider, m.Id), providers.FindIndex(p => string.Equals(p, m.Provider, StringComparison.OrdinalIgnoreCase)), m.PriceOn(day), day)
        {
            OnlyByName = IsOnlyByName(m, day) && anyOther,
        })];
        _names = Entries
            .SelectMany(static (e, i) => NamesOf(e.Model).Select(n => (Name: n, Index: i)))
            .GroupBy(static p => p.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static g => g.Key, static g => g.Select(static p => p.Index).Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsOnlyByName(ModelDefinition model, DateOnly day) => model.OnlyByName || model.RetiresOn <= day;

    /// <summary>The catalog's list this was made from.</summary>
    public IReadOnlyList<ModelDefinition> Source { get; }

    /// <summary>The day that the catalog says its prices are of; null when unsaid.</summary>
    public DateOnly? CatalogAsOf { get; init; }

    /// <summary>The day whose prices are in force.</summary>
    public DateOnly Day { get; }

    public RouterEntry[] Entries { get; }

    /// <summary>Whether names made on demand are no longer added, so that invented ones cannot fill the memory.</summary>
    public bool IsFull => Entries.Length >= 5000;

    public string[] Providers { get; }

    /// <summary>The client of each provider; null when none is registered.</summary>
    public IModelClient?[] Clients { get; }

    /// <summary>Indexes of the entries with an id, an alias, or <c>provider/id</c>.</summary>
    public int[] Named(string name) => _names.TryGetValue(name, out var indexes) ? indexes : [];

    /// <summary>What is known of each entry at a task.</summary>
    public TaskCell[] RowOf(string task, TaskStatistics statistics) => _rows.TryGetValue(task, out var row)
        ? row
        : _rows.GetOrAdd(task, t => [.. Entries.Select(e => statistics.Of(e.Model.Provider, e.Model.Id, t))]);

    /// <summary>The pace of each entry at a skill, or else at its category; null where none was seen.</summary>
    public PaceRow PacesOf(string skill, string category)
    {
        var version = _allPaces.Version;
        return _paces.TryGetValue(skill, out var row) && row.Version == version
            ? row
            : _paces.Count >= MostPaceRows && row is null ? PaceRow.Of(this, version, skill, category) : _paces[skill] = PaceRow.Of(this, version, skill, category);
    }

    /// <summary>Which entries the host prefers for a task.</summary>
    public bool[] PreferredAt(string task, IDictionary<string, IList<string>> preferences)
    {
        if (_preferred.TryGetValue(task, out var known))
        {
            return known;
        }

        var preferred = new bool[Entries.Length];
        if (preferences.TryGetValue(task, out var names))
        {
            foreach (var index in names.SelectMany(Named))
            {
                preferred[index] = true;
            }
        }

        return _preferred.GetOrAdd(task, preferred);
    }

    /// <summary>What is known of each entry at one skill's requests of one difficulty; null where nothing is.</summary>
    public TaskCell?[] CellsOf(string task, TaskStatistics statistics)
    {
        var version = statistics.CellsVersion;
        return _cells.TryGetValue(task, out var row) && row.Version == version
            ? row.Cells
            : (_cells[task] = ReadCells(version, task, statistics)).Cells;
    }

    private CellRow ReadCells(int version, string task, TaskStatistics statistics) =>
        new(version, [.. Entries.Select(e => statistics.Find(e.Model.Provider, e.Model.Id, task))]);

    private sealed record CellRow(int Version, TaskCell?[] Cells);

    /// <summary>Paces of one skill. Latencies of its category stand in for its own. Lengths do not: they differ more by skill than by model.</summary>
    internal sealed record PaceRow(int Version, Pace?[] Latencies, Pace?[] Lengths)
    {
        public static PaceRow Of(RouterSnapshot snapshot, int version, string skill, string category)
        {
            Pace?[] own = [.. snapshot.Entries.Select(e => snapshot._allPaces.Find(skill, e.Model.Provider, e.Model.Id))];
            return new(version, [.. snapshot.Entries.Select((e, i) => own[i] ?? snapshot._allPaces.Find(category, e.Model.Provider, e.Model.Id))], own);
        }
    }

    private static IEnumerable<string> NamesOf(ModelDefinition model) => [model.Id, $"{model.Provider}/{model.Id}", .. model.Aliases];
}

/// <summary>One model with what a decision needs of it, prices as numbers.</summary>
internal sealed class RouterEntry(ModelDefinition model, Deployment deployment, Slowdown slowdown, int provider, ModelPrice? price, DateOnly day)
{
    private const double Million = 1_000_000;
    private readonly double _input = (double)(price?.Input ?? 0) / Million;
    private readonly double _output = (double)(price?.Output ?? 0) / Million;
    private readonly double _longInput = (double)(price?.LongContextInput ?? price?.Input ?? 0) / Million;
    private readonly double _longOutput = (double)(price?.LongContextOutput ?? price?.Output ?? 0) / Million;
    private readonly long _longFrom = price?.LongContextFrom ?? long.MaxValue;

    public ModelDefinition Model { get; } = model;

    public Deployment Deployment { get; } = deployment;

    /// <summary>Index of its provider.</summary>
    public int Provider { get; } = provider;

    /// <summary>Whether it answers only when it is named: there are other providers to choose from.</summary>
    public bool OnlyByName { get; init; }

    public bool HasPrice { get; } = price is not null;

    /// <summary>The quality prior, 0 to 1; 0 where the catalog's is no number.</summary>
    public double Quality { get; } = model.Quality is >= 0 and <= 1 ? model.Quality : model.Quality > 1 ? 1 : 0;

    /// <summary>The quality prior in log-odds, at most 4.6 from 0.</summary>
    public double Ability { get; } = Math.Log(Math.Clamp(model.Quality, 0.01, 0.99) / (1 - Math.Clamp(model.Quality, 0.01, 0.99)));

    /// <summary>Expected cost in USD, good enough to rank by; NaN without a price.</summary>
    public double CostOf(int inputTokens, int outputTokens) => !HasPrice
        ? double.NaN
        : inputTokens > _longFrom
            ? (inputTokens * _longInput) + (outputTokens * _longOutput)
            : (inputTokens * _input) + (outputTokens * _output);

    /// <summary>Expected cost in USD to the last digit; null without a price.</summary>
    public decimal? ExactCostOf(int inputTokens, int outputTokens) => CostCalculator.Estimate(Model, inputTokens, outputTokens, day).Usd;

    /// <summary>How many times slower than usual the model answers now.</summary>
    public Slowdown Slowdown { get; } = slowdown;

    /// <summary>The latency that is compared with a ceiling: observed, else the catalog's 95th percentile, else its median; 0 when unknown.</summary>
    public double LatencyBoundMs(long now)
    {
        var observed = Deployment.LatencyAt(now);
        return observed > 0 ? observed : (Model.LatencyP95 ?? Model.LatencyP50)?.TotalMilliseconds ?? 0;
    }
}
