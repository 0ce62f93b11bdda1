using System.Collections.Concurrent;

namespace Skills.Engine.Diagnostics;

/// <summary>Lets through the first so many names and calls the rest <c>other</c>, so that no caller can make a metric grow without end. Thread-safe.</summary>
internal sealed class BoundedNames(int capacity)
{
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, byte> _names = new(StringComparer.Ordinal);
    private int _count;

    public string Of(string name)
    {
        if (_names.ContainsKey(name))
        {
            return name;
        }

        if (Volatile.Read(ref _count) >= capacity || Interlocked.Increment(ref _count) > capacity)
        {
            return Other;
        }

        _names.TryAdd(name, 0);
        return name;
    }
}
