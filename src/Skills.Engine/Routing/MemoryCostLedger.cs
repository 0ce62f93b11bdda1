using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>The default ledger: sums in this process, gone when it ends. Holds at most <see cref="MaxLines"/> lines; beyond, new skills share one line per day and model.</summary>
internal sealed class MemoryCostLedger : ICostLedger
{
    /// <summary>Most lines kept.</summary>
    public const int MaxLines = 100_000;

    private readonly ConcurrentDictionary<(DateOnly Day, string Tenant, string Skill, string Provider, string Model), Line> _lines = new();

    /// <inheritdoc/>
    public void Record(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var key = (entry.Day, entry.Tenant, entry.Skill, entry.Provider, entry.Model);
        if (!_lines.TryGetValue(key, out var line))
        {
            line = _lines.GetOrAdd(_lines.Count < MaxLines ? key : (entry.Day, "", "*", entry.Provider, entry.Model), static _ => new());
        }

        line.Add(entry);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LedgerLine>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        var lines = _lines
            .Where(p => p.Key.Day >= query.From && p.Key.Day <= query.To)
            .Where(p => (query.Tenant ?? p.Key.Tenant) == p.Key.Tenant && (query.Skill ?? p.Key.Skill) == p.Key.Skill && (query.Model ?? p.Key.Model) == p.Key.Model)
            .Select(static p => p.Value.Read(p.Key.Day, p.Key.Tenant, p.Key.Skill, p.Key.Provider, p.Key.Model))
            .OrderBy(static l => l.Day).ThenBy(static l => l.Tenant, StringComparer.Ordinal).ThenBy(static l => l.Skill, StringComparer.Ordinal)
            .ThenBy(static l => l.Provider, StringComparer.Ordinal).ThenBy(static l => l.Model, StringComparer.Ordinal);
        return new([.. lines]);
    }

    private sealed class Line
    {
        private readonly Lock _gate = new();
        private long _tries;
        private long _uncertain;
        private long _input;
        private long _output;
        private decimal _usd;

        public void Add(LedgerEntry entry)
        {
            lock (_gate)
            {
                _tries++;
                _uncertain += entry.Cost.Kind is CostKind.Exact ? 0 : 1;
                _input += entry.Usage?.InputTotal ?? 0;
                _output += entry.Usage?.OutputTotal ?? 0;
                _usd += entry.Cost.Usd ?? 0;
            }
        }

        public LedgerLine Read(DateOnly day, string tenant, string skill, string provider, string model)
        {
            lock (_gate)
            {
                return new(day, tenant, skill, provider, model, _tries, _uncertain, _input, _output, _usd);
            }
        }
    }
}
