namespace Skills.Jinja.Checking;

/// <summary>What is known of a template's own variables, scope by scope, and which names are being asked for at the moment.</summary>
internal sealed class ScopedShapes
{
    private readonly Stack<Dictionary<string, Tracked>> _scopes = new([[]]);
    private readonly List<string> _guarded = [];

    internal void Push() => _scopes.Push([]);

    internal void Pop() => _scopes.Pop();

    internal void Set(string name, Tracked value) => _scopes.Peek()[name] = value;

    internal Tracked Get(string name)
    {
        foreach (var scope in _scopes)
        {
            if (scope.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return default;
    }

    internal void Guard(IReadOnlyCollection<string> paths) => _guarded.AddRange(paths);

    internal void Unguard(IReadOnlyCollection<string> paths) => _guarded.RemoveRange(_guarded.Count - paths.Count, paths.Count);

    internal bool IsGuarded(string path) => _guarded.Contains(path);
}
