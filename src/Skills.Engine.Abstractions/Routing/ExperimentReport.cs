using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The state of an experiment.</summary>
public sealed record ExperimentReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs or how it ended.</summary>
    public required ExperimentState State { get; init; }

    /// <summary>Outcomes and mean quality of the model in use.</summary>
    public required ExperimentArm Control { get; init; }

    /// <summary>Outcomes and mean quality of the model on trial.</summary>
    public required ExperimentArm Treatment { get; init; }

    /// <summary>Mean quality of the treatment less that of the control.</summary>
    public double Difference => Treatment.Quality - Control.Quality;

    /// <summary>
    /// The chance of seeing such a difference at some time of looking when there is none. Valid however often one looks
    /// (mixture sequential probability ratio test); 1 before <see cref="RoutingExperiment.MinimumOutcomes"/>.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>Interval that holds the true difference with 1 − significance, at all times of looking together.</summary>
    public required (double Low, double High) Interval { get; init; }
}

/// <summary>One side of an experiment.</summary>
/// <param name="Model">The model.</param>
/// <param name="Outcomes">Outcomes counted.</param>
/// <param name="Quality">Their mean quality, 0 to 1.</param>
public sealed record ExperimentArm(string Model, double Outcomes, double Quality);

/// <summary>Whether an experiment runs or how it ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExperimentState>))]
public enum ExperimentState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>The model in use is better; everyone gets it.</summary>
    ControlWon,

    /// <summary>The model on trial is better; everyone gets it.</summary>
    TreatmentWon,

    /// <summary>It ended without a difference; no caller is steered.</summary>
    NoDifference,
}
