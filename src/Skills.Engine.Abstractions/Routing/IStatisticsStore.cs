namespace Skills.Engine;

/// <summary>Shares what routers learn between processes. Must be thread-safe; called in the background only, never on the path of a call.</summary>
public interface IStatisticsStore
{
    /// <summary>Adds what this process learned since the last exchange and returns everyone's sums.</summary>
    /// <param name="deltas">What is new; empty asks only.</param>
    /// <param name="cancellationToken">The deadline of the exchange.</param>
    /// <returns>The sums over all processes, this one's deltas included, aged to now.</returns>
    Task<IReadOnlyList<TaskStatistic>> ExchangeAsync(IReadOnlyList<TaskStatistic> deltas, CancellationToken cancellationToken);
}

/// <summary>What is known of one model at one task.</summary>
/// <param name="Provider">The model's provider.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Task">The task: a skill's category in lower case, a skill and a difficulty as <c>skill:id:hard</c>, or an arm of an experiment.</param>
/// <param name="Good">Sum of the quality of outcomes, each 0 to 1.</param>
/// <param name="Squares">Sum of the squares of the same.</param>
/// <param name="Weight">Number of outcomes, less what was forgotten.</param>
/// <param name="HalfLife">Time after which an outcome counts half; null never forgets.</param>
public sealed record TaskStatistic(string Provider, string Model, string Task, double Good, double Squares, double Weight, TimeSpan? HalfLife);
