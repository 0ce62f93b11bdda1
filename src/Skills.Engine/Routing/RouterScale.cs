namespace Skills.Engine.Routing;

/// <summary>What of a model changes from one moment to the next, in single precision: an explanation keeps one of each model until it is read.</summary>
/// <param name="Index">The model's index in the snapshot.</param>
/// <param name="Quality">Expected quality of its answer, 0 to 1.</param>
/// <param name="LatencyMs">Expected latency; 0 when nothing is known of it.</param>
/// <param name="Success">Share of tries that succeed.</param>
/// <param name="Learned">Quality learned from outcomes.</param>
/// <param name="CostUsd">Expected cost in USD; NaN without a price.</param>
/// <param name="IsFresh">Whether its provider was not among the last chosen.</param>
internal readonly record struct Observed(int Index, float Quality, float LatencyMs, float Success, float Learned, float CostUsd, bool IsFresh);

/// <summary>
/// Makes the weighted terms of a score from what is fixed for a decision and what was observed; the same again for the same. Cost and
/// latency are compared with those of the other candidates.
/// </summary>
internal readonly struct RouterScale(RoutingWeights weights, ModelPreferences wish, bool[] taskPreferred)
{
    // A hundred times the cheapest earns nothing, and more is below nothing. Each tenfold costs half of the term, whatever calls cost,
    // so two models compare the same whichever other models are candidates.
    private const double CostDecades = 2;

    // Below it, what is expected of answers is a guess.
    private const double LeastGood = 0.02;

    // What a paid model loses to a free one before prices are compared.
    private const double FreeStep = 0.25;

    // About one model in forty is better than its mean by more.
    private const double Deviations = 2;

    // A model that was never measured counts a little slower than the fastest, so that small delays move no traffic to it.
    private const double UnmeasuredFactor = 1.5;

    private readonly double _unit = 1 / Math.Max(1e-9, weights.Quality + weights.Cost + weights.Latency + weights.Health + weights.Learned + weights.Task + weights.Diversity + weights.Vendor);

    /// <summary>Gets the lowest cost of a good answer above zero among the candidates, in USD; 0 without one.</summary>
    public double CheapestUsd { get; init; }

    /// <summary>Gets whether a candidate is free.</summary>
    public bool AnyFree { get; init; }

    /// <summary>Gets the shortest usual latency among the candidates in milliseconds; 0 when none is known.</summary>
    public double UsualMs { get; init; }

    /// <summary>Gets the shortest latency expected now among the candidates in milliseconds; 0 when none is known.</summary>
    public double FastestMs { get; init; }

    /// <summary>Returns the latency to compare: what is expected, or a little more than the usual one of others when nothing is known.</summary>
    public static double ComparedMs(double latencyMs, double usualMs) => latencyMs > 0 ? latencyMs : usualMs * UnmeasuredFactor;

    /// <summary>Returns how much a score could rise if the learned quality were better than its mean by what is not known of it.</summary>
    public double DoubtOf(double deviation) => Share(weights.Quality + weights.Learned, Deviations * deviation);

    /// <summary>Returns what a good answer costs: a call that is seldom right must be repeated, or is paid in vain.</summary>
    public static double CostOfGood(double cost, double quality) => cost / Math.Max(LeastGood, quality);

    /// <summary>Returns how much a score would rise if a model cost less than expected.</summary>
    public double GainOf(double cost, double least, double quality) =>
        least < cost ? Share(weights.Cost, Math.Min(1, CostTerm(least, quality)) - CostTerm(cost, quality)) : 0;

    public RouterTerms TermsOf(RouterEntry entry, in Observed seen) => new(
        Share(weights.Quality, seen.Quality),
        Share(weights.Cost, CostTerm(seen.CostUsd, seen.Quality)),
        Share(weights.Latency, FastestMs <= 0 ? 1 : Math.Min(1, FastestMs / ComparedMs(seen.LatencyMs, UsualMs))),
        Share(weights.Health, seen.Success),
        Share(weights.Learned, seen.Learned),
        Share(weights.Task, taskPreferred[seen.Index] ? 1 : 0),
        Share(weights.Diversity, seen.IsFresh ? 1 : 0),
        Share(weights.Vendor, weights.Vendor > 0 && wish.PreferredProviders.Contains(entry.Model.Provider, StringComparer.OrdinalIgnoreCase) ? 1 : 0));

    private double CostTerm(double cost, double quality) =>
        double.IsNaN(cost) ? 0
        : cost <= 0 ? 1
        : (AnyFree ? 1 - FreeStep : 1) * (1 - (Math.Log10(CostOfGood(cost, quality) / CheapestUsd) / CostDecades));

    private double Share(double weight, double term) => weight * term * _unit;
}
