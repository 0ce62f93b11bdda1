namespace Skills.Engine;

/// <summary>Keeps the latest executions in memory. Thread-safe.</summary>
public sealed class MemoryExecutionLog : IExecutionLog
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly LinkedList<ExecutionRecord> _records = new();
    private readonly Dictionary<string, LinkedListNode<ExecutionRecord>> _byId = new(StringComparer.Ordinal);

    /// <summary>Makes an empty log.</summary>
    /// <param name="capacity">How many executions are kept; 1 or more.</param>
    public MemoryExecutionLog(int capacity = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>What is kept, latest first.</summary>
    public IReadOnlyList<ExecutionRecord> Recent
    {
        get
        {
            lock (_gate)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>One execution by its id; null when it is not kept (any more).</summary>
    public ExecutionRecord? Find(string executionId)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(executionId, out var node) ? node.Value : null;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);

        lock (_gate)
        {
            if (_byId.TryGetValue(record.Result.ExecutionId, out var known))
            {
                known.Value = record;
                return ValueTask.CompletedTask;
            }

            _byId[record.Result.ExecutionId] = _records.AddFirst(record);
            if (_records.Count > _capacity)
            {
                _byId.Remove(_records.Last!.Value.Result.ExecutionId);
                _records.RemoveLast();
            }
        }

        return ValueTask.CompletedTask;
    }
}
