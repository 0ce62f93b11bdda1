using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Batches;

/// <summary>Settings of batch runs, bound from <see cref="SectionName"/> and checked at start.</summary>
public sealed class BatchesOptions
{
    /// <summary>The configuration section that these options are bound from.</summary>
    public const string SectionName = "SkillsEngine:Batches";

    /// <summary>Gets or sets the SQLite file of the embedded journal. Its folder is made.</summary>
    /// <value>Default <c>skills-batches.db</c> in the working folder.</value>
    [Required]
    public string JournalPath { get; set; } = "skills-batches.db";

    /// <summary>Gets or sets how long executions under way may take when the process ends, before they are canceled.</summary>
    /// <value>Default 30 seconds; zero to an hour.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long Redis and PostgreSQL wait for a sign of a worker before its items are given to others. A worker gives one three times a lease.</summary>
    /// <value>Default 30 seconds; one second to an hour.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a worker service looks for runs.</summary>
    /// <value>Default two seconds; more than zero, at most an hour.</value>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the most executions of a run at the same time in this process, in place of <see cref="BatchRunOptions.Parallelism"/>. Set it where processes differ in size.</summary>
    /// <value>Default null: the parallelism of the run. Otherwise 1 to 1,024.</value>
    [Range(1, 1024)]
    public int? Parallelism { get; set; }
}
