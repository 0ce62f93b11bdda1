using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

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

    /// <summary>Notes the names a scope looks up when it is entered.</summary>
    internal void AddScope(Symbols scope, Func<string, bool> isGlobal)
    {
        foreach (var (slot, load) in scope.Loads)
        {
            if (load.Kind == LoadKind.Resolve && !isGlobal(slot.Name))
            {
                _undeclared.Add(slot.Name);
            }
        }
    }
}
