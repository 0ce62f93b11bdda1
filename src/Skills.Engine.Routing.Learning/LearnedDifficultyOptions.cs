using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>How difficulty is learned from outcomes.</summary>
public sealed class LearnedDifficultyOptions
{
    /// <summary>Gets or sets the number of skills that are learned by themselves. The outcomes of further ones count for the host only. A skill takes three quarters of a megabyte, and as much again once a strong model has answered it.</summary>
    /// <value>Default 100; 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int MaxSkills { get; set; } = 100;

    /// <summary>Gets or sets the number of outcomes held back before a comparison with the built-in estimate counts. Every fifth outcome is held back.</summary>
    /// <value>Default 40; 10 to 100,000.</value>
    [Range(10, 100_000)]
    public int MinHeldBack { get; set; } = 40;

    /// <summary>Gets or sets the quality prior from which a model counts as strong. Where strong models fail more often than usual, they help less.</summary>
    /// <value>Default 0.9; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double StrongFrom { get; set; } = 0.9;
}
