namespace Skills.Engine;

/// <summary>
/// What the router would have chosen under one setting for logged requests of which only the chosen model's outcome is known. Where the
/// router chooses another model, no log can say what that one would have answered: those requests make the bounds.
/// </summary>
/// <param name="Setting">The setting, such as <c>costQuality 0.25</c>.</param>
/// <param name="Shares">Share of calls by model.</param>
public sealed record RoutingLogReplay(string Setting, IReadOnlyDictionary<string, double> Shares)
{
    /// <summary>Gets the number of requests.</summary>
    public required int Requests { get; init; }

    /// <summary>Gets the number of requests for which the router chooses the model that was logged, so that the outcome is known.</summary>
    public required int Known { get; init; }

    /// <summary>Gets the mean quality that the log has, whatever was chosen then.</summary>
    public required double LoggedQuality { get; init; }

    /// <summary>Gets the mean cost that the log has; null when a cost is unknown.</summary>
    public required decimal? LoggedCostUsd { get; init; }

    /// <summary>Gets the mean quality if every unknown outcome were wrong.</summary>
    public required double LeastQuality { get; init; }

    /// <summary>Gets the mean quality if every unknown outcome were right.</summary>
    public required double MostQuality { get; init; }

    /// <summary>
    /// Gets an estimate of the mean quality: unknown outcomes count as the mean of the same model at logged requests of the same difficulty. It
    /// is right only if the log chose models by nothing but difficulty. Null when a model was never logged at a difficulty it is chosen for.
    /// </summary>
    public double? EstimatedQuality { get; init; }

    /// <summary>Gets an estimate of the mean cost, made alike; null when a cost is unknown.</summary>
    public decimal? EstimatedCostUsd { get; init; }
}
