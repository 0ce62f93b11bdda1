namespace Skills.Jinja.Ast;

/// <summary>A piece of a parsed template. <see cref="Position"/> is an offset in the normalised source.</summary>
internal abstract class Node(int position)
{
    internal int Position { get; } = position;

    /// <summary>Shows the children in the order in which Jinja lists a node's fields.</summary>
    internal virtual void VisitChildren(NodeVisitor visitor)
    {
    }
}

/// <summary>An expression. <see cref="Height"/> bounds the depth of recursion over it.</summary>
internal abstract class Expr(int position) : Node(position)
{
    internal int Height { get; private protected init; } = 1;

    private protected static int Over(params ReadOnlySpan<Expr?> children)
    {
        var height = 0;
        foreach (var child in children)
        {
            height = Math.Max(height, child?.Height ?? 0);
        }

        return height + 1;
    }
}

/// <summary>A statement, or text between statements.</summary>
internal abstract class Stmt(int position) : Node(position);

/// <summary>Walks a tree; a visitor that does not override goes into everything.</summary>
internal abstract class NodeVisitor
{
    internal virtual void Visit(Node? node) => node?.VisitChildren(this);

    internal void VisitAll(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            Visit(node);
        }
    }
}
