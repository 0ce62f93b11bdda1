using Skills.Engine.Caching;

namespace Skills.Engine.Execution;

/// <summary>What an execution is asked to do.</summary>
/// <param name="Skill">The skill, before a variant is chosen.</param>
/// <param name="Inputs">The inputs as the caller gave them.</param>
/// <param name="Context">The caller; null when anonymous.</param>
internal readonly record struct RunRequest(Skill Skill, object? Inputs, SkillExecutionContext? Context)
{
    /// <summary>Set by a caller that streams.</summary>
    public RunObserver? Observer { get; init; }

    /// <summary>Whether the execution judges the answers of another, and so asks one model only.</summary>
    public bool IsJudge { get; init; }

    /// <summary>Called with the result at the end, also when the execution is canceled and so returns none.</summary>
    public Action<SkillResult>? Ended { get; init; }

    /// <summary>The execution that this one continues; null for none.</summary>
    public ResumedRun? Resumes { get; init; }

    /// <summary>The lookup whose stale hit the execution replaces; null unless it is a background refresh.</summary>
    public SkillCacheLookup? Refreshes { get; init; }
}
