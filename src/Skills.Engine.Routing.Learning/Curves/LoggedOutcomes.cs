using Skills.Engine.Routing;

namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Means of logged outcomes by model and difficulty: all that a log can say of a model that was not chosen for a request.</summary>
internal sealed class LoggedOutcomes
{
    private readonly Dictionary<(string Model, DifficultyBucket Bucket), (int Count, double Quality, decimal? CostUsd)> _means = [];

    public LoggedOutcomes(IEnumerable<(RoutingSample Sample, DifficultyEstimate? Difficulty)> log)
    {
        foreach (var group in log.GroupBy(static l => (l.Sample.Outcomes.Keys.Single(), DifficultyBuckets.Of(l.Difficulty))))
        {
            var outcomes = group.Select(static l => l.Sample.Outcomes.Values.Single()).ToList();
            _means[group.Key] = (outcomes.Count, outcomes.Average(static o => o.Quality), outcomes.Exists(static o => o.CostUsd is null) ? null : outcomes.Average(static o => o.CostUsd));
        }
    }

    /// <summary>Returns what a model is expected to make of a request; null when it was never logged at this difficulty.</summary>
    public RoutingSampleOutcome? Expected(string model, DifficultyEstimate? difficulty) =>
        _means.TryGetValue((model, DifficultyBuckets.Of(difficulty)), out var mean) ? new(mean.Quality, mean.CostUsd) : null;
}
