namespace Skills.Engine.Routing;

/// <summary>A place in line.</summary>
internal sealed class Turn(string tenant)
{
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Tenant { get; } = tenant;

    /// <summary>Completes when this becomes the next in line, and when a place becomes free while it is.</summary>
    public Task Moved => Volatile.Read(ref _moved).Task;

    public void Move() => _moved.TrySetResult();

    /// <summary>Makes <see cref="Moved"/> wait for the next change.</summary>
    public void Rest()
    {
        if (_moved.Task.IsCompleted)
        {
            Volatile.Write(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }
}

/// <summary>A line in which tenants take turns, so that one with a thousand calls does not hold up the others. Not thread-safe.</summary>
internal sealed class FairQueue
{
    private readonly Dictionary<string, LinkedList<Turn>> _lines = [];
    private readonly LinkedList<string> _tenants = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public int Count => _count;

    public Turn? Enqueue(string tenant, int max)
    {
        if (_count >= max)
        {
            return null;
        }

        if (!_lines.TryGetValue(tenant, out var line))
        {
            _lines[tenant] = line = [];
            _tenants.AddLast(tenant);
        }

        var turn = new Turn(tenant);
        line.AddLast(turn);
        if (++_count == 1)
        {
            Wake();
        }

        return turn;
    }

    /// <summary>Calls that would be served before a new one of this tenant.</summary>
    public int Before(string tenant)
    {
        var own = _lines.TryGetValue(tenant, out var line) ? line.Count : 0;
        return _lines.Sum(l => l.Key == tenant ? own : Math.Min(l.Value.Count, own + 1));
    }

    public bool IsNext(Turn turn) => _tenants.First is { } tenant && _lines[tenant.Value].First?.Value == turn;

    public void Remove(Turn turn)
    {
        if (!_lines.TryGetValue(turn.Tenant, out var line))
        {
            return;
        }

        var wasNext = IsNext(turn);
        if (!line.Remove(turn))
        {
            return;
        }

        _count--;
        if (line.Count == 0)
        {
            _lines.Remove(turn.Tenant);
            _tenants.Remove(turn.Tenant);
        }
        else if (wasNext)
        {
            _tenants.RemoveFirst();
            _tenants.AddLast(turn.Tenant);
        }

        Wake();
    }

    /// <summary>Has the next in line look again.</summary>
    public void Wake()
    {
        if (_tenants.First is { } tenant)
        {
            _lines[tenant.Value].First!.Value.Move();
        }
    }
}
