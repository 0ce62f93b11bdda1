internal sealed class MyLog : IExecutionLog
{
    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => default;
}
