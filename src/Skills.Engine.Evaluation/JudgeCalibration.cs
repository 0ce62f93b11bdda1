using System.Text.Json;

namespace Skills.Engine.Evaluation;

/// <summary>An answer that a person judged, to compare a judge with.</summary>
/// <param name="Criteria">The criterion.</param>
/// <param name="Outputs">The answer.</param>
/// <param name="Pass">The person's verdict.</param>
public sealed record JudgeExample(string Criteria, JsonElement Outputs, bool Pass)
{
    /// <summary>Gets the inputs that the answer is about; null for none.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Returns the verdict, without criterion and answer.</summary>
    public override string ToString() => Pass ? "passes" : "fails";
}

/// <summary>Settings of a calibration.</summary>
public sealed record JudgeCalibrationOptions
{
    /// <summary>Gets the skill that judges; null for the built-in judge.</summary>
    public string? Skill { get; init; }

    /// <summary>Gets the model that judges; null lets the router choose.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the least score that passes; null takes the judge's own <c>pass</c>.</summary>
    public double? MinScore { get; init; }

    /// <summary>Gets the most that the calibration may cost in USD; null for no bound.</summary>
    public decimal? MaxCostUsd { get; init; }
}

/// <summary>How far a judge agrees with people.</summary>
public sealed record JudgeAgreement
{
    /// <summary>Gets how many examples were judged.</summary>
    public required int Judged { get; init; }

    /// <summary>Gets how many examples the judge gave no verdict on, or that the budget left out.</summary>
    public required int Unjudged { get; init; }

    /// <summary>Gets the share of judged examples with the same verdict; null when none was judged.</summary>
    public required double? Agreement { get; init; }

    /// <summary>Gets the low end of the 95 % interval of <see cref="Agreement"/> (Wilson).</summary>
    public required double Low { get; init; }

    /// <summary>Gets the high end of the 95 % interval of <see cref="Agreement"/> (Wilson).</summary>
    public required double High { get; init; }

    /// <summary>Gets Cohen's kappa: the agreement beyond chance, at most 1; null when the verdicts do not vary.</summary>
    public required double? Kappa { get; init; }

    /// <summary>Gets how many answers the judge passed that a person failed.</summary>
    public required int FalsePasses { get; init; }

    /// <summary>Gets how many answers the judge failed that a person passed.</summary>
    public required int FalseFails { get; init; }

    /// <summary>Gets what the judge cost.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Gets the result in words.</summary>
    public required string Summary { get; init; }
}
