namespace Skills.Engine;

/// <summary>Where finished executions are recorded. Called off the execution's path, one at a time.</summary>
public interface IExecutionLog
{
    /// <summary>Records one finished execution. A failure is logged and counted, never seen by the caller.</summary>
    ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken);
}

/// <summary>A finished execution: the result, and what the log may say of its content.</summary>
/// <param name="Result">The result; content that must not be recorded has been taken out or masked.</param>
/// <param name="TraceId">The W3C trace id of the execution; null without tracing.</param>
public sealed record ExecutionRecord(SkillResult Result, string? TraceId);
