namespace Skills.Engine.Routing;

/// <summary>What of a model changes from one moment to the next, in single precision: an explanation keeps one of each model until it is read.</summary>
/// <param name="Index">The model's index in the snapshot.</param>
/// <param name="LatencyMs">Expected latency; 0 when unknown.</param>
/// <param name="Success">Share of tries that succeed.</param>
/// <param name="Learned">What was learned, with the draw of exploration.</param>
/// <param name="IsFresh">Whether its provider was not among the last chosen.</param>
internal readonly record struct Observed(int Index, float LatencyMs, float Success, float Learned, bool IsFresh);

/// <summary>Makes the weighted terms of a score from what is fixed for a decision and what was observed; the same again for the same.</summary>
internal readonly struct RouterScale(RoutingWeights weights, RoutingOptions options, ModelPreferences wish, bool[] taskPreferred)
{
    private readonly double _sum = Math.Max(1e-9, weights.Quality + weights.Cost + weights.Latency + weights.Health + weights.Learned + weights.Task + weights.Diversity + weights.Vendor);

    public RouterTerms TermsOf(RouterEntry entry, double cost, in Observed seen) => new(
        Share(weights.Quality, entry.Quality),
        Share(weights.Cost, double.IsNaN(cost) ? 0 : 1 / (1 + (cost / options.CostScaleUsd))),
        Share(weights.Latency, seen.LatencyMs <= 0 ? 0.5 : 1 / (1 + (seen.LatencyMs / options.LatencyScale.TotalMilliseconds))),
        Share(weights.Health, seen.Success),
        Share(weights.Learned, seen.Learned),
        Share(weights.Task, taskPreferred[seen.Index] ? 1 : 0),
        Share(weights.Diversity, seen.IsFresh ? 1 : 0),
        Share(weights.Vendor, weights.Vendor > 0 && wish.PreferredProviders.Contains(entry.Model.Provider, StringComparer.OrdinalIgnoreCase) ? 1 : 0));

    private double Share(double weight, double term) => weight * term / _sum;
}
