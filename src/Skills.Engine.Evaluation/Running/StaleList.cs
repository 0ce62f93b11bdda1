namespace Skills.Engine.Evaluation.Running;

/// <summary>The stale cassettes that a run met. Thread-safe.</summary>
internal sealed class StaleList
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public void Add(string file, string reason)
    {
        lock (_gate)
        {
            _files[file] = reason;
        }
    }

    public IReadOnlyList<StaleCassette> ToList()
    {
        lock (_gate)
        {
            return [.. _files.Select(static f => new StaleCassette(f.Key, f.Value))];
        }
    }
}
