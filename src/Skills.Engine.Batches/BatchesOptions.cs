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
}
