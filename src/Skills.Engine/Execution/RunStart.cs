using Skills.Engine.Caching;
using Skills.Engine.Compilation;
using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>What is fixed when an execution starts. Immutable.</summary>
internal sealed class RunStart
{
    /// <summary>Timers fire this much early or late, so two deadlines closer than this cannot be distinguished.</summary>
    public static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(50);

    public required Skill Skill { get; init; }

    public required string SkillHash { get; init; }

    public required SkillExecutionContext Context { get; init; }

    /// <summary>The tools that the skill offers to its models.</summary>
    public ToolSet Tools { get; init; } = ToolSet.None;

    public required string ExecutionId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The timestamp at <see cref="StartedAt"/>.</summary>
    public required long StartedTimestamp { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Name of the variant that runs; null for the skill itself.</summary>
    public string? Variant { get; init; }

    /// <summary>The inputs as the caller gave them.</summary>
    public object? GivenInputs { get; init; }

    /// <summary>Set by a caller that streams.</summary>
    public RunObserver? Observer { get; init; }

    /// <summary>Called with the result at the end; null when nobody collects it.</summary>
    public Action<SkillResult>? Ended { get; init; }

    /// <summary>Whether this execution judges the answers of another, and so asks one model only.</summary>
    public bool IsJudge { get; init; }

    /// <summary>The execution that this one continues; null for none.</summary>
    public ResumedRun? Resumes { get; init; }

    /// <summary>The lookup whose stale hit this execution replaces; null unless it is a background refresh.</summary>
    public SkillCacheLookup? Refreshes { get; init; }

    /// <summary>Returns the time left until the deadline; less than zero after it. A jump of the wall clock does not change it.</summary>
    public TimeSpan Left(TimeProvider time) => Timeout - time.GetElapsedTime(StartedTimestamp);

    /// <summary>The context of an execution that this one starts: its own choices, and the time that is left.</summary>
    public SkillExecutionContext ContextOfChild(TimeProvider time)
    {
        var left = Left(time);
        return Context with { Model = null, Variant = null, Tools = null, ParentExecutionId = ExecutionId, Timeout = left > TimerGrain ? left : TimerGrain };
    }

    /// <summary>Returns whether a step is part of this execution. A refresh starts with step 3. The results of the host's tools are no part of a cache key, so a resumed execution is not cached. A composed skill has no prompt and no model of its own.</summary>
    public bool Includes(SkillStep step) => step switch
    {
        SkillStep.ValidateInput => Refreshes is null,
        SkillStep.LookUpCache => Refreshes is null && Resumes is null,
        SkillStep.RenderPrompt or SkillStep.SelectModel => Skill.Composition is null,
        _ => true,
    };
}
