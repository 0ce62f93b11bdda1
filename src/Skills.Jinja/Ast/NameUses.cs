namespace Skills.Jinja.Ast;

/// <summary>The names a template reads from outside.</summary>
internal sealed class NameUses
{
    private readonly HashSet<Node> _fromOutside = [];
    private readonly SortedSet<string> _undeclared = new(StringComparer.Ordinal);

    /// <summary>What Jinja's own <c>find_undeclared_variables</c> lists: also names that only some branches set.</summary>
    internal IReadOnlyCollection<string> Undeclared => _undeclared;

    /// <summary>Whether this very use of a name can only mean a variable from outside.</summary>
    internal bool IsFromOutside(Node use) => _fromOutside.Contains(use);

    internal void Add(Node use) => _fromOutside.Add(use);

    internal void AddUndeclared(string name) => _undeclared.Add(name);
}
