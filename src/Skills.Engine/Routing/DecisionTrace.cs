using System.Collections;

namespace Skills.Engine.Routing;

/// <summary>
/// What a decision found of each model, as numbers. The sentences are written when somebody reads them, which most never are;
/// only what would read differently by then is written at once. Filled by one decision, read-only and thread-safe from then on.
/// </summary>
internal sealed class DecisionTrace(RouterSnapshot snapshot, RouterDemand demand, RouterScale scale, RouterWish wish, int mostKept) : IReadOnlyList<CandidateExplanation>
{
    private readonly RouterFilter[] _dropped = new RouterFilter[snapshot.Entries.Length];
    private readonly Observed[] _kept = new Observed[mostKept];
    private int _keptCount;
    private Dictionary<int, CandidateExplanation>? _passing;
    private IReadOnlyList<CandidateExplanation>? _written;

    public int Count => _dropped.Length;

    public CandidateExplanation this[int index] => Written[index];

    private IReadOnlyList<CandidateExplanation> Written => Volatile.Read(ref _written) ?? Interlocked.CompareExchange(ref _written, Write(), null) ?? _written!;

    /// <summary>Notes a model that fits.</summary>
    public void Keep(in Observed seen) => _kept[_keptCount++] = seen;

    /// <summary>Notes the filter that dropped a model.</summary>
    public void Drop(int index, RouterFilter filter, double cost)
    {
        _dropped[index] = filter;
        if (filter is RouterFilter.Latency or RouterFilter.Cost || RouterDemand.Passing(filter))
        {
            (_passing ??= [])[index] = Dropped(index, filter, cost);
        }
    }

    public IEnumerator<CandidateExplanation> GetEnumerator() => Written.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private CandidateExplanation[] Write()
    {
        var all = new CandidateExplanation[_dropped.Length];
        foreach (var seen in _kept.AsSpan(0, _keptCount))
        {
            var entry = snapshot.Entries[seen.Index];
            var terms = scale.TermsOf(entry, seen);
            all[seen.Index] = new(entry.Model.Id, entry.Model.Provider, null, "fits", terms.Sum, terms.ToDictionary());
        }

        for (var i = 0; i < all.Length; i++)
        {
            all[i] ??= _passing?.GetValueOrDefault(i) ?? Dropped(i, _dropped[i] is RouterFilter.None ? UnservedFilter(i) : _dropped[i], double.NaN);
        }

        return all;
    }

    // A decision does not look at models without a client. What drops them does not change.
    private RouterFilter UnservedFilter(int index) => demand.Check(snapshot.Entries[index], new(wish.IsNamed(index), wish.IsAllowed(index), IsReady: false), double.NaN);

    private CandidateExplanation Dropped(int index, RouterFilter filter, double cost)
    {
        var entry = snapshot.Entries[index];
        var reason = demand.Describe(filter, entry, snapshot.Clients[entry.Provider]?.Provider.NotReady, cost);
        return new(entry.Model.Id, entry.Model.Provider, RouterDemand.NameOf(filter, entry), reason, 0, RouterTerms.None) { IsRegistered = snapshot.Clients[entry.Provider] is not null };
    }
}
