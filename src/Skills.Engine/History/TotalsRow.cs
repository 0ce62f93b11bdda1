namespace Skills.Engine.History;

/// <summary>Sums of one name and one latency bucket, as stores hold them.</summary>
internal sealed record TotalsRow(string Name, int Bucket)
{
    public long Runs { get; init; }

    public long Succeeded { get; init; }

    public long CacheHits { get; init; }

    public long TokensInput { get; init; }

    public long TokensOutput { get; init; }

    /// <summary>Gets the sum of the costs that are known.</summary>
    public decimal CostUsd { get; init; }

    public long CostUnknown { get; init; }

    public long CostAtLeast { get; init; }

    public long CostEstimated { get; init; }

    /// <summary>Adds the buckets of each name up.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="percentiles">Whether the buckets are of latency.</param>
    public static IReadOnlyList<ExecutionTotals> Sum(IEnumerable<TotalsRow> rows, bool percentiles) =>
        [.. rows.GroupBy(static r => r.Name, StringComparer.Ordinal).Select(g => Sum(g.Key, [.. g], percentiles)).OrderByDescending(static t => t.Runs).ThenBy(static t => t.Name, StringComparer.Ordinal)];

    private static ExecutionTotals Sum(string name, List<TotalsRow> rows, bool percentiles) => new()
    {
        Name = name,
        Runs = rows.Sum(static r => r.Runs),
        Succeeded = rows.Sum(static r => r.Succeeded),
        CacheHits = rows.Sum(static r => r.CacheHits),
        TokensInput = rows.Sum(static r => r.TokensInput),
        TokensOutput = rows.Sum(static r => r.TokensOutput),
        Cost = CostOf(rows),
        UnknownCosts = rows.Sum(static r => r.CostUnknown),
        P50Ms = percentiles ? LatencyBuckets.Percentile(rows.Select(static r => (r.Bucket, r.Runs)), 0.5) : null,
        P95Ms = percentiles ? LatencyBuckets.Percentile(rows.Select(static r => (r.Bucket, r.Runs)), 0.95) : null,
    };

    // As the operator of Cost adds: a known part beside an unknown one is a lower bound, and zero beside it says nothing.
    private static Cost CostOf(List<TotalsRow> rows)
    {
        var known = rows.Sum(static r => r.CostUsd);
        return rows.Any(static r => r.CostUnknown > 0) ? known == 0 ? Cost.Unknown : new(known, CostKind.AtLeast)
            : rows.Any(static r => r.CostAtLeast > 0) ? new(known, CostKind.AtLeast)
            : rows.Any(static r => r.CostEstimated > 0) ? new(known, CostKind.Estimated)
            : new(known, CostKind.Exact);
    }
}
