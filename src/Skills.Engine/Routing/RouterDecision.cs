using System.Globalization;

namespace Skills.Engine.Routing;

/// <summary>One decision. Works on the stack and on memory of its thread; allocates the route, and what its explanation is written from when somebody reads it.</summary>
internal ref struct RouterDecision
{
    private const int MostRanked = 40;

    // Item response theory with two parameters: the difficulties from 0 to 1 span six units of a model's log-odds.
    private const double Discrimination = 1.5;
    private const double DifficultySpan = 6;

    // A model whose replies to a skill are not known may be this much briefer, and may cost this much more while that is found out.
    private const double BriefestShare = 0.25;
    private const double MostForLength = 2;

    // Who pays any price for quality waits for it too. Between equal models speed still decides.
    private const double LeastLatency = 0.05;

    // A decision does not wait between writing and reading it.
    [ThreadStatic]
    private static Looked[]? _lookedOfThread;

    private readonly RouterSnapshot _snapshot;
    private readonly RoutingRequest _request;
    private readonly RouterParts _parts;
    private readonly RoutingOptions _options;
    private readonly long _now;
    private readonly ulong _seed;
    private readonly RouterDemand _demand;
    private readonly DecisionRows _rows;
    private readonly RoutingWeights _weights;
    private readonly double? _difficulty;
    private readonly ExperimentChoice? _choice;
    private RouterWish _wish;
    private RouterScale _scale;
    private bool _isSteered;
    private bool _isExploring;
    private Draws _draws;

    public RouterDecision(RouterSnapshot snapshot, RoutingRequest request, RouterParts parts, long now, ulong seed, ExperimentChoice? choice)
    {
        _snapshot = snapshot;
        _request = request;
        _parts = parts;
        _options = parts.Options;
        _choice = choice;
        _now = now;
        _seed = seed;
        _draws = new(seed);
        _wish = new(snapshot, request, []);
        _demand = new(request, request.Context.Model, now);
        _rows = snapshot.RowsOf(request, parts);
        _weights = Balanced(request.Skill.ModelPreferences.Weights ?? _options.Weights, request.Skill.ModelPreferences.CostQuality);
        _difficulty = DifficultyOf(request);
        _scale = new(_weights, request.Skill.ModelPreferences, _rows.Preferred);
    }

    // One knob that moves weight between quality and cost; the middle changes nothing.
    private static RoutingWeights Balanced(RoutingWeights weights, double? costQuality) => costQuality is not { } quality ? weights : weights with
    {
        Quality = weights.Quality * 2 * quality,
        Learned = weights.Learned * 2 * quality,
        Cost = weights.Cost * 2 * (1 - quality),
        Latency = weights.Latency * Math.Clamp(2 * (1 - quality), LeastLatency, 1),
    };

    // Who pays for quality wants the better model for what is easy too.
    private static double? DifficultyOf(RoutingRequest request) => request.Difficulty is not { Value: var estimated }
        ? null
        : Math.Max(estimated, ((request.Skill.ModelPreferences.CostQuality ?? 0.5) - 0.5) * 2);

    /// <summary>Index of the provider that was chosen.</summary>
    public int Provider { get; private set; }

    public ModelRoute Decide()
    {
        if (_lookedOfThread is not { } looked || looked.Length < _snapshot.Entries.Length)
        {
            _lookedOfThread = looked = new Looked[_snapshot.Entries.Length];
        }

        return Decide(looked.AsSpan(0, _snapshot.Entries.Length));
    }

    private ModelRoute Decide(Span<Looked> looked)
    {
        Span<bool> ready = stackalloc bool[256];
        CheckProviders(ref ready);
        Steer(ready);
        var fitting = Look(looked, ready);
        _wish.MarkPreferred(looked);
        var trace = _options.Explain ? new DecisionTrace(_snapshot, _demand, _scale, _wish, fitting) : null;

        Span<Ranked> available = stackalloc Ranked[MostRanked];
        Span<Ranked> passing = stackalloc Ranked[MostRanked];
        var (availableCount, passingCount) = (0, 0);
        foreach (var i in _snapshot.Served)
        {
            ref readonly var found = ref looked[i];
            if (found.Filter is RouterFilter.None)
            {
                trace?.Keep(found.Seen);
                Ranked.Insert(available, ref availableCount, RankOf(found));
                continue;
            }

            trace?.Drop(i, found.Filter, found.Cost);
            if (RouterDemand.Passing(found.Filter))
            {
                Ranked.Insert(passing, ref passingCount, RankOf(found));
            }
        }

        // When everything that fits is cooling down, the invoker may wait for the earliest.
        var chosen = availableCount > 0 ? available[..availableCount] : passing[..passingCount];
        if (chosen.Length == 0)
        {
            var none = new NoModel(_snapshot, _request, _demand, _wish, ready);
            return new([], Explanation(none.Describe(), trace) with { IsPromptTooLong = none.IsPromptTooLong });
        }

        var isCascade = _request.Skill.ModelPreferences.Strategy == RoutingStrategy.Cascade && _wish.Pin is null && !_isSteered;
        if (isCascade)
        {
            RankedOrder.CheapestFirst(chosen, looked);
            var ladder = CascadeLadder.Of(CandidatesOf(chosen));
            Provider = Array.FindIndex(_snapshot.Providers, p => string.Equals(p, ladder[0].Model.Provider, StringComparison.OrdinalIgnoreCase));
            return new(ladder, Explanation($"{ladder[0].Model.Id} ({ladder[0].Model.Provider}), the cheapest that fits, {ladder.Length - 1} more on the ladder.", trace));
        }

        Explore(chosen, looked);
        Balance(chosen);
        RankedOrder.SpreadFallbacks(chosen, _snapshot.Entries, _options.MaxCandidates);
        var candidates = CandidatesOf(chosen);
        return new(candidates, Explanation(Summarize(chosen[0], candidates, availableCount == 0), trace));
    }

    private ModelCandidate[] CandidatesOf(scoped Span<Ranked> chosen)
    {
        var candidates = new ModelCandidate[Math.Min(chosen.Length, _options.MaxCandidates)];
        for (var i = 0; i < candidates.Length; i++)
        {
            var entry = _snapshot.Entries[chosen[i].Index];
            candidates[i] = new(entry.Model, chosen[i].Score, entry.ExactCostOf(_request.EstimatedInputTokens, OutputOf(chosen[i].Index)));
        }

        Provider = _snapshot.Entries[chosen[0].Index].Provider;
        if (chosen[0].Preference == RouterWish.Steered)
        {
            candidates[0] = candidates[0] with { Experiment = _choice!.Label };
        }

        return candidates;
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

    // Both arms must be usable: an experiment whose other arm is cooling down would compare nothing.
    private void Steer(scoped Span<bool> ready)
    {
        if (_choice is not null && _wish.Pin is null && IsUsable(_choice.Model, ready) && (_choice.Label is null || IsUsable(_choice.Other, ready)))
        {
            _wish = new(_snapshot, _request, _snapshot.Named(_choice.Model));
            _isSteered = true;
        }
    }

    private readonly bool IsUsable(string name, scoped Span<bool> ready)
    {
        foreach (var index in _snapshot.Named(name))
        {
            var entry = _snapshot.Entries[index];
            if (_demand.Check(entry, new(true, _wish.IsAllowed(index), ready[entry.Provider]), CostOf(index)) is RouterFilter.None)
            {
                return true;
            }
        }

        return false;
    }

    // First what each model is like, then the scale: terms compare the candidates with each other.
    private int Look(scoped Span<Looked> looked, scoped Span<bool> ready)
    {
        var (fitting, cheapest, usual, anyFree) = (0, double.MaxValue, double.MaxValue, false);
        foreach (var i in _snapshot.Served)
        {
            var entry = _snapshot.Entries[i];
            var cost = CostOf(i);
            var filter = _demand.Check(entry, new(_wish.IsNamed(i), _wish.IsAllowed(i), ready[entry.Provider]), cost);
            if (filter is not RouterFilter.None && !RouterDemand.Passing(filter))
            {
                looked[i] = new(filter, cost, default);
                continue;
            }

            fitting++;
            anyFree |= cost <= 0;
            var usualMs = UsualMs(i);
            usual = usualMs > 0 && usualMs < usual ? usualMs : usual;
            looked[i] = new(filter, cost, Observe(i, usualMs, cost));
            cheapest = cost > 0 ? Math.Min(cheapest, RouterScale.CostOfGood(cost, looked[i].Seen.Quality)) : cheapest;
        }

        RaiseUnmeasured(looked);
        _scale = _scale with { CheapestUsd = cheapest, AnyFree = anyFree, UsualMs = usual < double.MaxValue ? usual : 0 };
        _scale = _scale with { FastestMs = Fastest(looked) };
        return fitting;
    }

    // Who pays for quality does not give up a better model because a weaker one was measured and it was not: what the weaker one can do,
    // the better one is expected to do as well, until its own outcomes say otherwise.
    private readonly void RaiseUnmeasured(scoped Span<Looked> looked)
    {
        var share = ((_request.Skill.ModelPreferences.CostQuality ?? 0.5) - 0.5) * 2;
        if (share <= 0)
        {
            return;
        }

        var (skill, task) = (Proof.None, Proof.None);
        foreach (var i in _snapshot.Served)
        {
            ref readonly var found = ref looked[i];
            if (IsCandidate(found))
            {
                skill = skill.Or(_snapshot.Entries[found.Seen.Index].Quality, found.Seen.Quality, _rows.SkillCells?[found.Seen.Index]);
                task = task.Or(_snapshot.Entries[found.Seen.Index].Quality, found.Seen.Learned, _rows.Cells[found.Seen.Index]);
            }
        }

        foreach (var i in _snapshot.Served)
        {
            ref var found = ref looked[i];
            if (IsCandidate(found))
            {
                var (index, prior) = (found.Seen.Index, _snapshot.Entries[found.Seen.Index].Quality);
                found = found with
                {
                    Seen = found.Seen with
                    {
                        Quality = (float)skill.Raise(prior, found.Seen.Quality, _rows.SkillCells?[index], share, _options.Learning.PriorWeight),
                        Learned = (float)task.Raise(prior, found.Seen.Learned, _rows.Cells[index], share, _options.Learning.PriorWeight),
                    },
                };
            }
        }
    }

    private static bool IsCandidate(in Looked found) => found.Filter is RouterFilter.None || RouterDemand.Passing(found.Filter);

    private readonly double Fastest(scoped Span<Looked> looked)
    {
        var fastest = double.MaxValue;
        foreach (var i in _snapshot.Served)
        {
            ref readonly var found = ref looked[i];
            if (IsCandidate(found))
            {
                fastest = Math.Min(fastest, RouterScale.ComparedMs(found.Seen.LatencyMs, _scale.UsualMs));
            }
        }

        return fastest < double.MaxValue ? fastest : 0;
    }

    private readonly double CostOf(int index) => _snapshot.Entries[index].CostOf(_request.EstimatedInputTokens, OutputOf(index));

    // A model that answers this skill at greater length costs more than its price says.
    private readonly int OutputOf(int index) => _rows.Lengths[index] is { } own
        ? Math.Min(own.ExpectedOutput(_request.EstimatedOutputTokens), _request.Skill.ModelPreferences.MaxOutputTokens ?? int.MaxValue)
        : _request.EstimatedOutputTokens;

    private readonly double UsualMs(int index) => _rows.Latencies[index] is { UsualMs: > 0 } pace
        ? pace.UsualMs
        : _snapshot.Entries[index].Model.LatencyP50?.TotalMilliseconds ?? 0;

    private readonly Observed Observe(int index, double usualMs, double cost)
    {
        var entry = _snapshot.Entries[index];
        var expected = QualityFor(entry);
        return new(
            index,
            (float)(_rows.SkillCells?[index]?.MeanFrom(expected) ?? expected),
            (float)(usualMs * Math.Max(entry.Deployment.Slowdown.At(_now), entry.Deployment.SlowingAt(_now))),
            (float)entry.Deployment.SuccessAt(_now),
            (float)_rows.Cells[index].MeanFrom(expected),
            (float)cost,
            _weights.Diversity > 0 && !_parts.Recent.Contains(entry.Provider));
    }

    // The share of such requests that the model is expected to answer well: what is easy for it leaves the choice to the price.
    private readonly double QualityFor(RouterEntry entry) => _difficulty is { } difficulty
        ? 1 / (1 + Math.Exp(-Discrimination * (entry.Ability - (DifficultySpan * (difficulty - 0.5)))))
        : entry.Quality;

    private readonly Ranked RankOf(in Looked found)
    {
        var index = found.Seen.Index;
        return new(index, found.Preference, _scale.TermsOf(_snapshot.Entries[index], found.Seen).Sum);
    }

    // A model that costs no more and may be better, if the best were what the doubt about it allows.
    private void Explore(scoped Span<Ranked> ranked, scoped Span<Looked> looked)
    {
        if (_wish.Pin is not null || ranked[0].Preference != RouterWish.Unpreferred || !_parts.Explorer.IsTurn(_request.Skill))
        {
            return;
        }

        var (most, at) = (ranked[0].Score, 0);
        var best = ranked[0].Index;
        for (var i = 1; i < ranked.Length; i++)
        {
            var (index, cost) = (ranked[i].Index, looked[ranked[i].Index].Cost);
            var least = LeastCost(index, best, cost);
            var possible = ranked[i].Score + _scale.DoubtOf(_rows.Cells[index].Deviation) + _scale.GainOf(cost, least, looked[index].Seen.Quality);
            if (least <= looked[best].Cost && cost <= MostForLength * looked[best].Cost && possible > most)
            {
                (most, at) = (possible, i);
            }
        }

        if (at > 0 && _parts.Explorer.TrySpend(looked[ranked[at].Index].Cost))
        {
            RankedOrder.ToFront(ranked, at);
            _isExploring = true;
        }
    }

    // What the model would cost if its replies were as brief as they may be. Nothing is gained while those of the best are not known either.
    private readonly double LeastCost(int index, int best, double cost) => IsLengthKnown(index) || !IsLengthKnown(best)
        ? cost
        : _snapshot.Entries[index].CostOf(_request.EstimatedInputTokens, (int)(OutputOf(index) * BriefestShare));

    private readonly bool IsLengthKnown(int index) => _rows.Lengths[index] is { IsLengthKnown: true };

    // The power of two choices: the best, while it is busy, against a drawn one of those as good.
    private void Balance(scoped Span<Ranked> ranked)
    {
        var best = ranked[0];
        if (_isExploring || best.Preference != RouterWish.Unpreferred || _snapshot.Entries[best.Index].Deployment.InFlight == 0)
        {
            return;
        }

        var equal = 1;
        while (equal < ranked.Length && ranked[equal].Preference == RouterWish.Unpreferred && ranked[equal].Score >= best.Score * (1 - _options.Band))
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

    private readonly RoutingExplanation Explanation(string summary, DecisionTrace? trace) => new()
    {
        Summary = summary,
        Candidates = trace is null ? [] : trace,
        Difficulty = _request.Difficulty,
        PricesOn = _snapshot.Day,
        CatalogAsOf = _snapshot.CatalogAsOf,
        StatisticsVersion = _parts.Statistics.Version,
        Draw = _seed,
        Experiment = _isSteered ? _choice!.Label : null,
    };

    private readonly string Summarize(Ranked first, ModelCandidate[] candidates, bool allRest)
    {
        var model = candidates[0].Model;
        var why = allRest ? "of those cooling down"
            : _wish.Pin is not null ? "pinned by the call"
            : first.Preference == RouterWish.Steered ? "steered by an experiment"
            : first.Preference != RouterWish.Unpreferred ? "preferred by the skill"
            : _isExploring ? "tried because it costs no more and may be better" : "the best score";
        return string.Create(CultureInfo.InvariantCulture, $"{model.Id} ({model.Provider}), {why}, score {first.Score:0.000}, {candidates.Length - 1} fallbacks.");
    }
}
