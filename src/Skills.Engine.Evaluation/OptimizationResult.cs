using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation;

/// <summary>How an optimization ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizationOutcome>))]
public enum OptimizationOutcome
{
    /// <summary>A candidate is significantly better on cases that it has not seen.</summary>
    Accepted,

    /// <summary>No candidate is significantly better.</summary>
    NoGain,

    /// <summary>Every case passes already.</summary>
    NothingToImprove,

    /// <summary>There are too few cases for a verdict.</summary>
    InsufficientData,

    /// <summary>The money was used before there was a verdict.</summary>
    Budget,

    /// <summary>The skill has a form that is not optimized, such as steps or media.</summary>
    NotSupported,

    /// <summary>No case that candidates may see was answered, because the provider failed.</summary>
    ProviderFailed,
}

/// <summary>The outcome of an optimization.</summary>
public sealed record OptimizationResult
{
    /// <summary>Gets how it ended.</summary>
    public required OptimizationOutcome Outcome { get; init; }

    /// <summary>Gets the outcome in words.</summary>
    public required string Summary { get; init; }

    /// <summary>Gets the variant for review; null unless it was accepted.</summary>
    public SkillVariant? Variant { get; init; }

    /// <summary>Gets the variant as the lines of a skill file, below <c>variants:</c>; null unless it was accepted.</summary>
    public string? VariantYaml { get; init; }

    /// <summary>Gets the comparison on the held-out cases; null when none was made.</summary>
    public ComparisonRow? HeldOut { get; init; }

    /// <summary>Gets the candidates in the order they were tried.</summary>
    public IReadOnlyList<OptimizationCandidate> Candidates { get; init; } = [];

    /// <summary>Gets what everything cost.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Returns outcome and cost, without prompts.</summary>
    public override string ToString() => $"{Outcome}: {Candidates.Count} candidates";
}

/// <summary>One candidate.</summary>
/// <param name="Kind">What was changed: <c>instructions</c> or <c>examples</c>.</param>
/// <param name="Score">Its mean score on the cases that candidates see; null when it was refused.</param>
/// <param name="Note">Why it was refused, or what the model said of it.</param>
public sealed record OptimizationCandidate(string Kind, double? Score, string Note);
