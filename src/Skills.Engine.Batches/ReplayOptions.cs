namespace Skills.Engine.Batches;

/// <summary>Settings of replay-safe executions, bound from <see cref="SectionName"/> and checked at start.</summary>
public sealed class ReplayOptions
{
    /// <summary>The configuration section that these options are bound from.</summary>
    public const string SectionName = "SkillsEngine:Replays";

    /// <summary>Gets or sets how long the id of a lost process is kept from others. A process that runs renews it.</summary>
    /// <value>Default 30 seconds; one second to an hour.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a result is kept.</summary>
    /// <value>Default seven days; one minute to 400 days.</value>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);
}
