using System.Threading.Channels;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>An execution log that a test can wait on.</summary>
internal sealed class RecordingLog : IExecutionLog
{
    private readonly Channel<ExecutionRecord> _records = Channel.CreateUnbounded<ExecutionRecord>();

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => _records.Writer.WriteAsync(record, cancellationToken);

    public ValueTask<ExecutionRecord> NextAsync(CancellationToken cancellationToken) => _records.Reader.ReadAsync(cancellationToken);
}
