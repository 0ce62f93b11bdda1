using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>How finished executions are handed to the execution logs. Each log has a queue of its own, so a slow one does not hold up another.</summary>
public sealed class ExecutionLogOptions
{
    /// <summary>Which executions are recorded with content.</summary>
    /// <value>Default <see cref="ContentCapture.None"/>.</value>
    public ContentCapture Capture { get; set; }

    /// <summary>Most records waiting for one log; what comes beyond is lost and counted, so that a log never slows an execution.</summary>
    /// <value>Default 10,000; 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int QueueLength { get; set; } = 10_000;

    /// <summary>Most content waiting for one log, in characters; counts where content is captured.</summary>
    /// <value>Default 67,108,864; at least 1.</value>
    [Range(1, long.MaxValue)]
    public long QueueCharacters { get; set; } = 64L * 1024 * 1024;

    /// <summary>Most records handed over at once.</summary>
    /// <value>Default 500; 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>Longest time one call to a log may take before it counts as failed.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a batch is tried again, with growing pauses, before its records are given up and counted as lost.</summary>
    /// <value>Default five minutes; zero tries once.</value>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the engine waits at its end for what is still queued.</summary>
    /// <value>Default five seconds; zero does not wait.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
