namespace Skills.Engine.Batches;

/// <summary>The record of a run.</summary>
public sealed record BatchRun
{
    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of the skill that programs use.</summary>
    public required string Skill { get; init; }

    /// <summary>Gets the version of the skill.</summary>
    public required string SkillVersion { get; init; }

    /// <summary>Gets the content hash that the run is pinned to. A skill with another hash never works on it.</summary>
    public required string SkillHash { get; init; }

    /// <summary>Gets the policy.</summary>
    public required BatchRunOptions Options { get; init; }

    /// <summary>Gets the start, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the state.</summary>
    public BatchRunState State { get; init; }

    /// <summary>Gets why it is stopped.</summary>
    public BatchStopReason StopReason { get; init; }

    /// <summary>Gets the sentence for <see cref="StopReason"/>; null when it is not stopped.</summary>
    public string? StopMessage { get; init; }
}
