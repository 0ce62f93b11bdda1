namespace Skills.Engine.Diagnostics;

/// <summary>Remembers which model ran which task in the latest executions, so that feedback can be learned from. Thread-safe; takes no more memory once full.</summary>
internal sealed class RecentExecutions(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private (string Id, RecentExecution Execution)[] _ring = [];
    private int _next;

    public void Add(string executionId, RecentExecution execution)
    {
        lock (_gate)
        {
            if (_next == _ring.Length && _ring.Length < capacity)
            {
                Array.Resize(ref _ring, Math.Min(capacity, Math.Max(64, _ring.Length * 2)));
            }

            _next %= _ring.Length;
            if (_ring[_next].Id is { } old)
            {
                _places.Remove(old);
            }

            _ring[_next] = (executionId, execution);
            _places[executionId] = _next++;
        }
    }

    public RecentExecution? Find(string executionId)
    {
        lock (_gate)
        {
            return _places.TryGetValue(executionId, out var place) ? _ring[place].Execution : null;
        }
    }
}
