using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Diagnostics;

/// <summary>Hands finished executions to every <see cref="IExecutionLog"/> without holding any up: what does not fit in a log's queue is lost and counted.</summary>
internal sealed class ExecutionLogWriter : IAsyncDisposable, IDisposable
{
    private readonly SinkQueue[] _queues;
    private readonly ContentCapture _capture;

    public ExecutionLogWriter(IEnumerable<IExecutionLog> logs, IOptions<SkillsEngineOptions> options, SkillInstruments instruments, TimeProvider time, ILoggerFactory loggers)
    {
        var settings = options.Value.ExecutionLog;
        var logger = loggers.CreateLogger(SkillDiagnostics.LogCategory);
        _capture = settings.Capture;
        _queues = [.. logs.Select(log => new SinkQueue(log, settings, instruments, time, logger))];
    }

    /// <summary>Returns at once.</summary>
    public void Write(Skill skill, SkillResult result, string? traceId)
    {
        if (_queues.Length == 0)
        {
            return;
        }

        var record = RecordedContent.Of(skill, result, _capture, traceId);
        foreach (var queue in _queues)
        {
            queue.Write(record);
        }
    }

    /// <summary>Returns at once.</summary>
    public void Write(SkillFeedback feedback)
    {
        foreach (var queue in _queues)
        {
            queue.Write(feedback);
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_queues.Select(static q => q.DisposeAsync().AsTask())).ConfigureAwait(false);

    // Hosts that end their services without awaiting still get the drain, bounded by its deadline.
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
}
