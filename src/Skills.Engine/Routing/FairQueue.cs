namespace Skills.Engine.Routing;

/// <summary>A place in line.</summary>
internal sealed class Turn(string tenant)
{
    private readonly TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Tenant { get; } = tenant;

    /// <summary>Completes when this is the next in line.</summary>
    public Task Moved => _moved.Task;

    public void Move() => _moved.TrySetResult();
}

/// <summary>A line in which tenants take turns, so that one with a thousand calls does not hold up the others. Not thread-safe.</summary>
internal sealed class FairQueue
{
    private readonly Dictionary<string, LinkedList<Turn>> _lines = [];
    private readonly LinkedList<string> _tenants = [];
    private int _count;

    public bool IsEmpty => _count == 0;

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
        _count++;
        Wake();
        return turn;
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

    private void Wake()
    {
        if (_tenants.First is { } tenant)
        {
            _lines[tenant.Value].First!.Value.Move();
        }
    }
}
