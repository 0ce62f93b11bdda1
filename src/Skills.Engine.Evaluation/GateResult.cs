using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation;

/// <summary>The verdict of a gate.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateVerdict>))]
public enum GateVerdict
{
    /// <summary>No regression was found.</summary>
    Passed,

    /// <summary>The run is worse than the baseline.</summary>
    Regressed,

    /// <summary>Fewer passed than before, but chance could explain it.</summary>
    InsufficientData,
}

/// <summary>Settings of a gate.</summary>
public sealed record GateOptions
{
    /// <summary>Gets the level of the test over all cases.</summary>
    /// <value>Default 0.025; more than 0, less than 1.</value>
    public double Level { get; init; } = 0.025;

    /// <summary>Gets the level of the guard over the cases that models answered, shared out among them.</summary>
    /// <value>Default 0.025; more than 0, less than 1.</value>
    public double ItemLevel { get; init; } = 0.025;
}

/// <summary>The outcome of a gate.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Summary">The verdict in words.</param>
/// <param name="Regressed">The cases that are worse beyond chance, by name.</param>
/// <param name="Missing">The cases of the baseline that were not run.</param>
/// <param name="PValue">The probability of so many losses without a difference, by the exact one-sided sign test.</param>
public sealed record GateResult(GateVerdict Verdict, string Summary, IReadOnlyList<string> Regressed, IReadOnlyList<string> Missing, double PValue);
