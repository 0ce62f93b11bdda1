using Skills.Jinja.Ast;
using Skills.Jinja.Syntax;

namespace Skills.Jinja.Compilation;

/// <summary>Refuses code inside a loop that sets <c>loop</c>.</summary>
internal sealed class LoopTargetFinder : NodeVisitor
{
    internal static void Check(ForStmt loop) => new LoopTargetFinder().Visit(loop);

    internal override void Visit(Node? node)
    {
        if (node is NameTarget { Name: "loop" } target)
        {
            throw new SyntaxFault("Can't assign to special loop variable in for-loop target", target.Position);
        }

        base.Visit(node);
    }
}
