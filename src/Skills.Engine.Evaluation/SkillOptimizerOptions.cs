using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Evaluation;

/// <summary>Settings of an optimization.</summary>
public sealed record SkillOptimizerOptions
{
    /// <summary>Gets the name of the variant that is proposed.</summary>
    /// <value>Default <c>optimized</c>.</value>
    public string VariantName { get; init; } = "optimized";

    /// <summary>Gets the model that runs the skill, by id or alias; null lets the router choose.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the model that rewrites instructions; null lets the router choose.</summary>
    public string? RewriteModel { get; init; }

    /// <summary>Gets how many candidates are tried.</summary>
    /// <value>Default 6; 1 to 100.</value>
    [Range(1, 100)]
    public int Candidates { get; init; } = 6;

    /// <summary>Gets the most examples that a candidate shows the model.</summary>
    /// <value>Default 3; 0 to 20. With 0 only instructions are rewritten.</value>
    [Range(0, 20)]
    public int MaxExamples { get; init; } = 3;

    /// <summary>Gets the share of cases that no candidate sees, and that decide.</summary>
    /// <value>Default 0.5; 0.1 to 0.9.</value>
    [Range(0.1, 0.9)]
    public double HeldOut { get; init; } = 0.5;

    /// <summary>Gets how often each case runs.</summary>
    /// <value>Default 1; 1 to 100.</value>
    [Range(1, 100)]
    public int Repeat { get; init; } = 1;

    /// <summary>Gets the most that all runs and rewrites may cost in USD; null for no bound.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Gets the level of the test that accepts a candidate.</summary>
    /// <value>Default 0.05; more than 0, at most 0.5.</value>
    public double Level { get; init; } = 0.05;

    /// <summary>Gets the seed of the split and of the choice of examples.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the longest instructions that a model may propose.</summary>
    /// <value>Default 20,000 characters; at least 100.</value>
    [Range(100, 1_000_000)]
    public int MaxInstructionLength { get; init; } = 20_000;
}
