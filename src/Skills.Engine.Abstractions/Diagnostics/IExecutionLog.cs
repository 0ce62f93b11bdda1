namespace Skills.Engine;

/// <summary>Where finished executions are recorded. Called off the execution's path, one call at a time.</summary>
public interface IExecutionLog
{
    /// <summary>Records one finished execution. A failure is logged, counted and tried again; the caller of the execution never sees it.</summary>
    ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken);

    /// <summary>Records several, in order. After a failure the same batch comes again, so writing one twice must do no harm: executions have unique ids. The default writes one after another.</summary>
    async ValueTask WriteBatchAsync(IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            await WriteAsync(record, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records what was thought of an execution, whose own record may be stored elsewhere. The default keeps nothing.</summary>
    ValueTask WriteFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>A finished execution: the result, and what the log may say of its content.</summary>
/// <param name="Result">The result; content that must not be recorded has been taken out or masked.</param>
/// <param name="TraceId">The W3C trace id of the execution; null without tracing.</param>
public sealed record ExecutionRecord(SkillResult Result, string? TraceId)
{
    /// <summary>The skill's slug.</summary>
    public string SkillName { get; init; } = Result.SkillId;

    /// <summary>Whether inputs, prompt, reply and outputs are in <see cref="Result"/>; false when they were taken out.</summary>
    public bool HasContent { get; init; }
}
