using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Skills.Engine.Routing;

/// <summary>The catalog as arrays for one day's prices: what a decision reads. Immutable but for its row caches.</summary>
internal sealed class RouterSnapshot
{
    private readonly ConcurrentDictionary<(string Skill, DifficultyBucket Difficulty), DecisionRows> _rows = new();
    private readonly ConcurrentDictionary<string, bool[]> _preferred = new();
    private readonly ConcurrentDictionary<string, TaskCell[]> _cells = new();
    private readonly Paces _allPaces;
    private readonly FrozenDictionary<string, int[]> _names;

    private const int MostRows = 2000;

    public RouterSnapshot(IReadOnlyList<ModelDefinition> source, IReadOnlyList<IModelClient> clients, Deployments deployments, Paces paces, DateOnly day)
    {
        Source = source;
        Day = day;
        _allPaces = paces;
        var providers = source.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Providers = [.. providers];
        Clients = [.. providers.Select(p => clients.LastOrDefault(c => string.Equals(c.Provider.Name, p, StringComparison.OrdinalIgnoreCase)))];
        var anyOther = source.Any(m => !IsOnlyByName(m, day) && clients.Any(c => string.Equals(c.Provider.Name, m.Provider, StringComparison.OrdinalIgnoreCase)));
        Entries = [.. source.Select(m => new RouterEntry(m, deployments.Of(m), providers.FindIndex(p => string.Equals(p, m.Provider, StringComparison.OrdinalIgnoreCase)), m.PriceOn(day), day)
        {
            OnlyByName = IsOnlyByName(m, day) && anyOther,
        })];
        Served = [.. Enumerable.Range(0, Entries.Length).Where(i => Clients[Entries[i].Provider] is not null)];
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

    /// <summary>Indexes of the entries that have a client: the only ones that can fit.</summary>
    public int[] Served { get; }

    /// <summary>Whether names made on demand are no longer added, so that invented ones cannot fill the memory.</summary>
    public bool IsFull => Entries.Length >= 5000;

    public string[] Providers { get; }

    /// <summary>The client of each provider; null when none is registered.</summary>
    public IModelClient?[] Clients { get; }

    /// <summary>Indexes of the entries with an id, an alias, or <c>provider/id</c>.</summary>
    public int[] Named(string name) => _names.TryGetValue(name, out var indexes) ? indexes : [];

    /// <summary>Everything that a decision for a skill reads of the entries; made again when a cell or a pace was seen for the first time.</summary>
    public DecisionRows RowsOf(RoutingRequest request, RouterParts parts)
    {
        var versions = (parts.Statistics.CellsVersion, _allPaces.Version);
        var key = (request.Skill.Id, DifficultyBuckets.Of(request.Difficulty));
        if (_rows.TryGetValue(key, out var known) && known.Versions == versions && known.Category == request.Skill.Category)
        {
            return known;
        }

        var rows = MakeRows(request, parts, versions);
        return known is null && _rows.Count >= MostRows ? rows : _rows[key] = rows;
    }

    private DecisionRows MakeRows(RoutingRequest request, RouterParts parts, (int Cells, int Paces) versions)
    {
        var skill = request.Skill;
        var task = parts.Statistics.TaskOf(skill.Category);
        var skillTask = parts.Statistics.TaskOf(skill.Id, request.Difficulty);
        Pace?[] lengths = [.. Entries.Select(e => e.Deployment.PaceOf(skill.Id))];
        return new(versions, skill.Category, CellsOf(task, parts.Statistics), PreferredAt(task, parts.Options.TaskPreferences), lengths)
        {
            SkillCells = skillTask is null ? null : [.. Entries.Select(e => parts.Statistics.Find(e.Model.Provider, e.Model.Id, skillTask))],
            Latencies = [.. Entries.Select((e, i) => lengths[i] ?? e.Deployment.PaceOf(task))],
        };
    }

    private TaskCell[] CellsOf(string task, TaskStatistics statistics) => _cells.TryGetValue(task, out var cells)
        ? cells
        : _cells.GetOrAdd(task, t => [.. Entries.Select(e => statistics.Of(e.Model.Provider, e.Model.Id, t))]);

    private bool[] PreferredAt(string task, IDictionary<string, IList<string>> preferences)
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

    private static IEnumerable<string> NamesOf(ModelDefinition model) => [model.Id, $"{model.Provider}/{model.Id}", .. model.Aliases];
}

/// <summary>What the decisions for one skill read of the entries, each array in their order.</summary>
/// <param name="Versions">What was known of cells and paces.</param>
/// <param name="Category">The skill's category.</param>
/// <param name="Cells">What is known of each entry at the category's task.</param>
/// <param name="Preferred">Which entries the host prefers for the task.</param>
/// <param name="Lengths">The paces of the skill alone, since lengths differ more by skill than by model; null where none was seen.</param>
internal sealed record DecisionRows((int Cells, int Paces) Versions, string Category, TaskCell[] Cells, bool[] Preferred, Pace?[] Lengths)
{
    /// <summary>What is known of each entry at the skill's requests of one difficulty; null where nothing is.</summary>
    public required TaskCell?[]? SkillCells { get; init; }

    /// <summary>The paces of the skill, or else of its category; null where none was seen.</summary>
    public required Pace?[] Latencies { get; init; }
}

/// <summary>One model with what a decision needs of it, prices as numbers.</summary>
internal sealed class RouterEntry(ModelDefinition model, Deployment deployment, int provider, ModelPrice? price, DateOnly day)
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

    /// <summary>The latency that is compared with a ceiling: observed, else the catalog's 95th percentile, else its median; 0 when unknown.</summary>
    public double LatencyBoundMs(long now)
    {
        var observed = Deployment.LatencyAt(now);
        return observed > 0 ? observed : (Model.LatencyP95 ?? Model.LatencyP50)?.TotalMilliseconds ?? 0;
    }
}
