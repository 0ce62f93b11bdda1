using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How an execution ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionStatus>))]
public enum ExecutionStatus
{
    /// <summary>Every step passed; the outputs satisfy the schema and the rules.</summary>
    Success,

    /// <summary>A step failed; <see cref="SkillResult.Errors"/> says which and why.</summary>
    Failed,

    /// <summary>The skill's overall deadline passed.</summary>
    Timeout,

    /// <summary>The caller canceled. Seen in the execution log only: the caller gets an <see cref="OperationCanceledException"/>.</summary>
    Canceled,

    /// <summary>The model asks for tools that have no handler. The calls are in <see cref="SkillResult.ToolRuns"/>; the host may run them.</summary>
    ToolCallsPending,
}
