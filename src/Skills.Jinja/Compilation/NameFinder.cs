using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>Says which of some special names code reads before it sets them. Blocks end the search, as in Jinja.</summary>
internal sealed class NameFinder : NodeVisitor
{
    private readonly HashSet<string> _wanted;
    private readonly HashSet<string> _found = [];
    private bool _stopped;

    private NameFinder(IEnumerable<string> names) => _wanted = [.. names];

    internal static HashSet<string> Find(IEnumerable<Node> nodes, params string[] names)
    {
        var finder = new NameFinder(names);
        finder.VisitAll(nodes);
        return finder._found;
    }

    internal override void Visit(Node? node)
    {
        if (_stopped)
        {
            return;
        }

        switch (node)
        {
            case NameExpr name when _wanted.Contains(name.Name):
                _found.Add(name.Name);
                _stopped = _found.Count == _wanted.Count;
                break;
            case NameTarget target:
                _wanted.Remove(target.Name);
                break;
            case BlockStmt:
                break;
            default:
                base.Visit(node);
                break;
        }
    }
}
