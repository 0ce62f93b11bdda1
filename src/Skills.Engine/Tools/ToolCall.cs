namespace Skills.Engine.Tools;

/// <summary>One call to run.</summary>
/// <param name="Asked">What the model asked for.</param>
/// <param name="Tool">The tool; null when the skill does not offer it.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Caller">The execution that calls.</param>
internal sealed record ToolCall(ModelToolCall Asked, OfferedTool? Tool, int Round, ToolCallerInfo Caller)
{
    /// <summary>Why it is not run, found before its own checks; null when it may be run.</summary>
    public (SkillToolStatus Status, string Sentence)? Refusal { get; init; }

    /// <summary>Runs the call.</summary>
    public SkillToolHandler? Handler { get; init; } = Tool?.Tool.Handler;
}

/// <summary>The execution that calls a tool.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Context">The caller of the skill.</param>
/// <param name="ExecutionId">The execution.</param>
internal sealed record ToolCallerInfo(Skill Skill, SkillExecutionContext Context, string ExecutionId);
