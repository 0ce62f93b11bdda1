using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Evaluation;

/// <summary>Limits of reading cases.</summary>
public sealed record SkillDatasetOptions
{
    /// <summary>Gets the largest file.</summary>
    /// <value>Default 64 MiB; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets the most cases of one file.</summary>
    /// <value>Default 100,000; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxCases { get; init; } = 100_000;

    /// <summary>Gets the longest line or field.</summary>
    /// <value>Default 1,048,576 characters; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxLength { get; init; } = 1024 * 1024;

    /// <summary>Gets the most columns of a CSV file.</summary>
    /// <value>Default 500; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxColumns { get; init; } = 500;
}
