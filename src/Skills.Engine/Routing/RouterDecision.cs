namespace Skills.Engine.Routing;

/// <summary>One decision. Scores into the stack; allocates the route, and what its explanation is written from when somebody reads it.</summary>
internal ref struct RouterDecision
{
    private const int MostRanked = 40;
    private const int Unpreferred = int.MaxValue;
    private const int Steered = -1;

    // A fallback at another provider may be this much worse than one where the first just failed.
    private const double DomainTolerance = 0.1;

    private readonly RouterSnapshot _snapshot;
    private readonly RoutingRequest _request;
    private readonly RoutingOptions _options;
    private readonly TaskStatistics _statistics;
    private readonly RecentProviders _recent;
    private readonly long _now;
    private readonly ulong _seed;
    private readonly string? _pin;
    private readonly RouterDemand _demand;
    private readonly TaskCell[] _row;
    private readonly RoutingWeights _weights;
    private readonly RouterScale _scale;
    private readonly bool _explores;
    private readonly ExperimentChoice? _choice;
    private int[] _arm = [];
    private Draws _draws;

    public RouterDecision(RouterSnapshot snapshot, RoutingRequest request, RoutingOptions options, TaskStatistics statistics, long now, ulong seed, RecentProviders recent, ExperimentChoice? choice)
    {
        _snapshot = snapshot;
        _request = request;
        _options = options;
        _statistics = statistics;
        _recent = recent;
        _choice = choice;
        _now = now;
        _seed = seed;
        _draws = new(seed);
        _pin = request.Context.Model;
        _demand = new(request, _pin, now);
        var task = statistics.TaskOf(request.Skill.Category);
        _row = snapshot.RowOf(task, statistics);
        _explores = options.Learning is { Enabled: true, Exploration: > 0 } && Array.Exists(_row, static c => c.Weight > 0);
        _weights = request.Skill.ModelPreferences.Weights ?? options.Weights;
        _scale = new(_weights, options, request.Skill.ModelPreferences, snapshot.PreferredAt(task, options.TaskPreferences));
    }

    public readonly int ProviderOf(ModelDefinition model)
    {
        foreach (var entry in _snapshot.Entries)
        {
            if (ReferenceEquals(entry.Model, model))
            {
                return entry.Provider;
            }
        }

        return 0;
    }

    public ModelRoute Decide()
    {
        var entries = _snapshot.Entries;
        Span<Ranked> available = stackalloc Ranked[MostRanked];
        Span<Ranked> passing = stackalloc Ranked[MostRanked];
        var (availableCount, passingCount) = (0, 0);
        Span<bool> ready = stackalloc bool[256];
        CheckProviders(ref ready);
        Steer(ready);
        var trace = _options.Explain ? new DecisionTrace(_snapshot, _request, _demand, _scale, CountReady(ready)) : null;

        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            var cost = entry.CostOf(_request.EstimatedInputTokens, _request.EstimatedOutputTokens);
            var dropped = _demand.Check(entry, IsPinned(i), ready[entry.Provider], cost);
            if (dropped is not RouterFilter.None && !RouterDemand.Passing(dropped))
            {
                trace?.Drop(i, dropped, cost);
                continue;
            }

            var seen = Observe(i);
            var ranked = new Ranked(i, PreferenceOf(i), _scale.TermsOf(entry, cost, seen).Sum);
            if (dropped is RouterFilter.None)
            {
                trace?.Keep(seen);
                Insert(available, ref availableCount, ranked);
            }
            else
            {
                trace?.Drop(i, dropped, cost);
                Insert(passing, ref passingCount, ranked);
            }
        }

        // When everything that fits is cooling down, the invoker may wait for the earliest.
        var chosen = availableCount > 0 ? available[..availableCount] : passing[..passingCount];
        if (chosen.Length == 0)
        {
            return new([], ExplainNone(ready, trace));
        }

        Balance(chosen);
        SpreadFallbacks(chosen);
        var count = Math.Min(chosen.Length, _options.MaxCandidates);
        var candidates = new ModelCandidate[count];
        for (var i = 0; i < count; i++)
        {
            var entry = entries[chosen[i].Index];
            candidates[i] = new(entry.Model, chosen[i].Score, entry.ExactCostOf(_request.EstimatedInputTokens, _request.EstimatedOutputTokens));
        }

        if (chosen[0].Preference == Steered)
        {
            candidates[0] = candidates[0] with { Experiment = _choice!.Label };
        }

        return new(candidates, Explanation(Summarize(chosen[0], candidates, availableCount == 0), trace));
    }

    private readonly void CheckProviders(ref Span<bool> ready)
    {
        if (_snapshot.Clients.Length > ready.Length)
        {
            ready = new bool[_snapshot.Clients.Length];
        }

        for (var i = 0; i < _snapshot.Clients.Length; i++)
        {
            ready[i] = _snapshot.Clients[i] is { } client && client.Provider.NotReady is null;
        }
    }

    private readonly int CountReady(scoped Span<bool> ready)
    {
        var count = 0;
        foreach (var entry in _snapshot.Entries)
        {
            count += ready[entry.Provider] ? 1 : 0;
        }

        return count;
    }

    // Both arms must be usable: an experiment whose other arm is cooling down would compare nothing.
    private void Steer(scoped Span<bool> ready)
    {
        if (_choice is not null && _pin is null && IsUsable(_choice.Model, ready) && (_choice.Label is null || IsUsable(_choice.Other, ready)))
        {
            _arm = _snapshot.Named(_choice.Model);
        }
    }

    private readonly bool IsUsable(string name, scoped Span<bool> ready)
    {
        foreach (var index in _snapshot.Named(name))
        {
            var entry = _snapshot.Entries[index];
            if (_demand.Check(entry, isNamed: true, ready[entry.Provider], entry.CostOf(_request.EstimatedInputTokens, _request.EstimatedOutputTokens)) is RouterFilter.None)
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsPinned(int index) => _pin is null
        ? !_snapshot.Entries[index].OnlyByName || PreferenceOf(index) != Unpreferred
        : Array.IndexOf(_snapshot.Named(_pin), index) >= 0;

    private readonly int PreferenceOf(int index)
    {
        if (Array.IndexOf(_arm, index) >= 0)
        {
            return Steered;
        }

        var names = _request.Skill.ModelPreferences.PreferredModels;
        for (var i = 0; i < names.Count; i++)
        {
            if (Array.IndexOf(_snapshot.Named(names[i]), index) >= 0)
            {
                return i;
            }
        }

        return Unpreferred;
    }

    private Observed Observe(int index)
    {
        var entry = _snapshot.Entries[index];
        return new(
            index,
            (float)entry.LatencyMs(_now),
            (float)entry.Deployment.SuccessAt(_now),
            (float)Learned(_row[index]),
            _weights.Diversity > 0 && !_recent.Contains(entry.Provider));
    }

    // Thompson sampling within bounds: a model little is known of gets its chance, but no draw turns a decision over.
    private double Learned(TaskCell cell)
    {
        var learning = _options.Learning;
        var mean = cell.Mean;
        if (!_explores)
        {
            return mean;
        }

        var draw = Math.Clamp(_draws.Normal() * cell.Deviation, -learning.Exploration, learning.Exploration);
        return Math.Clamp(mean + draw, 0, 1);
    }

    private static void Insert(scoped Span<Ranked> ranked, ref int count, Ranked item)
    {
        var at = count < ranked.Length ? count++ : ranked.Length;
        if (at == ranked.Length && !item.IsBefore(ranked[--at]))
        {
            return;
        }

        while (at > 0 && item.IsBefore(ranked[at - 1]))
        {
            ranked[at] = ranked[at - 1];
            at--;
        }

        ranked[at] = item;
    }

    // The power of two choices: the best, while it is busy, against a drawn one of those as good.
    private void Balance(scoped Span<Ranked> ranked)
    {
        var best = ranked[0];
        if (best.Preference != Unpreferred || _snapshot.Entries[best.Index].Deployment.InFlight == 0)
        {
            return;
        }

        var equal = 1;
        while (equal < ranked.Length && ranked[equal].Preference == Unpreferred && ranked[equal].Score >= best.Score * (1 - _options.Band))
        {
            equal++;
        }

        if (equal == 1)
        {
            return;
        }

        var other = 1 + _draws.Below(equal - 1);
        if (LoadOf(ranked[other]) < LoadOf(best))
        {
            (ranked[0], ranked[other]) = (ranked[other], ranked[0]);
            ranked[1..].Sort(static (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        }
    }

    private readonly double LoadOf(Ranked ranked)
    {
        var deployment = _snapshot.Entries[ranked.Index].Deployment;
        return (deployment.InFlight + 1) * Math.Max(1, deployment.LatencyAt(_now));
    }

    // What took one model down often takes its provider's others down too.
    private readonly void SpreadFallbacks(scoped Span<Ranked> ranked)
    {
        for (var i = 1; i < ranked.Length && i < _options.MaxCandidates; i++)
        {
            if (ranked[i].Preference != Unpreferred || ProviderAt(ranked[i]) != ProviderAt(ranked[i - 1]))
            {
                continue;
            }

            for (var j = i + 1; j < ranked.Length && ranked[j].Score >= ranked[i].Score - DomainTolerance; j++)
            {
                if (ProviderAt(ranked[j]) != ProviderAt(ranked[i - 1]))
                {
                    var moved = ranked[j];
                    ranked[i..j].CopyTo(ranked[(i + 1)..]);
                    ranked[i] = moved;
                    break;
                }
            }
        }
    }

    private readonly int ProviderAt(Ranked ranked) => _snapshot.Entries[ranked.Index].Provider;

    private readonly RoutingExplanation Explanation(string summary, DecisionTrace? trace) => new()
    {
        Summary = summary,
        Candidates = trace is null ? [] : trace,
        PricesOn = _snapshot.Day,
        CatalogAsOf = _snapshot.CatalogAsOf,
        StatisticsVersion = _statistics.Version,
        Draw = _seed,
        Experiment = _arm.Length > 0 ? _choice!.Label : null,
    };

    private readonly string Summarize(Ranked first, ModelCandidate[] candidates, bool allRest)
    {
        var model = candidates[0].Model;
        var why = allRest ? "of those cooling down" : _pin is not null ? "pinned by the call" : first.Preference == Steered ? "steered by an experiment" : first.Preference != Unpreferred ? "preferred by the skill" : "the best score";
        return $"{model.Id} ({model.Provider}), {why}, score {first.Score:0.000}, {candidates.Length - 1} fallbacks.";
    }

    private readonly string? NotReady(RouterEntry entry) => _snapshot.Clients[entry.Provider]?.Provider.NotReady;

    // The nearest lacks least; among equals the better model.
    private readonly RoutingExplanation ExplainNone(scoped Span<bool> ready, DecisionTrace? trace)
    {
        if (_snapshot.Entries.Length == 0)
        {
            return Explanation("No model fits: the catalog is empty. Register a provider or add to SkillsEngineOptions.Models.", trace);
        }

        if (_pin is not null && _snapshot.Named(_pin).Length == 0)
        {
            return Explanation($"No model fits: the call pins '{_pin}', which the catalog does not know. Use one of its ids or aliases.", trace);
        }

        RouterEntry? nearest = null;
        var lacks = new List<string>();
        for (var i = 0; i < _snapshot.Entries.Length; i++)
        {
            var entry = _snapshot.Entries[i];
            var found = LackOf(i, ready[entry.Provider]);
            if (nearest is null || found.Count < lacks.Count || (found.Count == lacks.Count && entry.Quality > nearest.Quality))
            {
                (nearest, lacks) = (entry, found);
            }
        }

        return Explanation($"No model fits. Nearest is {nearest!.Model.Id} ({nearest.Model.Provider}): it {string.Join("; it ", lacks).TrimEnd('.')}.", trace);
    }

    private readonly List<string> LackOf(int index, bool isReady)
    {
        var entry = _snapshot.Entries[index];
        var cost = entry.CostOf(_request.EstimatedInputTokens, _request.EstimatedOutputTokens);
        var lacks = new List<string>();
        for (var filter = RouterFilter.Pin; filter <= RouterFilter.RateLimit; filter++)
        {
            if (!_demand.Passes(filter, entry, IsPinned(index), isReady, cost))
            {
                var lack = _demand.Describe(filter, entry, null, cost);
                lacks.Add(filter is RouterFilter.Key && NotReady(entry) is { } sentence ? $"cannot be called: {sentence}" : lack);
            }
        }

        return lacks;
    }

    private readonly record struct Ranked(int Index, int Preference, double Score)
    {
        public bool IsBefore(in Ranked other) => Preference != other.Preference
            ? Preference < other.Preference
            : Score != other.Score ? Score > other.Score : Index < other.Index;
    }
}
