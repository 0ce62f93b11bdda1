using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;

namespace Skills.Jinja.Compilation;

/// <summary>Says whether the value of <c>loop</c> may be needed when its loop is over. Where a body only reads attributes of it, nothing holds it, so that the next loop may use it again.</summary>
internal sealed class LoopUse : NodeVisitor
{
    private bool _isHeld;

    private LoopUse()
    {
    }

    internal static bool MayHold(List<Stmt> body)
    {
        var use = new LoopUse();
        use.VisitAll(body);
        return use._isHeld;
    }

    internal override void Visit(Node? node)
    {
        switch (node)
        {
            case AttributeExpr { Target: NameExpr { Name: "loop" } } attribute when LoopValue.IsPlain(attribute.Name):
                break;
            // What runs later or elsewhere sees the names around it.
            case NameExpr { Name: "loop" } or MacroStmt or CallStmt or BlockStmt or IncludeStmt or ImportStmt or FromImportStmt or GenerationStmt or TransStmt:
                _isHeld = true;
                break;
            default:
                base.Visit(node);
                break;
        }
    }
}
