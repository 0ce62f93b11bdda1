using Skills.Engine.Diagnostics;

namespace Skills.Engine;

/// <summary>Keeps the latest executions in memory. Thread-safe.</summary>
public sealed class MemoryExecutionLog : IExecutionLog
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly long _maxCharacters;
    private readonly LinkedList<ExecutionRecord> _records = new();
    private readonly Dictionary<string, LinkedListNode<ExecutionRecord>> _byId = new(StringComparer.Ordinal);
    private long _characters;

    /// <summary>Makes an empty log.</summary>
    /// <param name="capacity">How many executions are kept; 1 or more.</param>
    /// <param name="maxCharacters">How much captured content is kept, in characters, in addition to the latest execution's; 1 or more.</param>
    public MemoryExecutionLog(int capacity = 1000, long maxCharacters = 64L * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCharacters, 1);
        _capacity = capacity;
        _maxCharacters = maxCharacters;
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
                _characters += ContentSize.Of(record) - ContentSize.Of(known.Value);
                known.Value = record;
                return ValueTask.CompletedTask;
            }

            _byId[record.Result.ExecutionId] = _records.AddFirst(record);
            _characters += ContentSize.Of(record);
            while (_records.Count > _capacity || (_characters > _maxCharacters && _records.Count > 1))
            {
                var oldest = _records.Last!.Value;
                _byId.Remove(oldest.Result.ExecutionId);
                _records.RemoveLast();
                _characters -= ContentSize.Of(oldest);
            }
        }

        return ValueTask.CompletedTask;
    }
}
