using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>Enters the names a scope's code reads and sets into its symbols, without going into inner scopes.</summary>
internal sealed class SymbolVisitor(Symbols symbols) : NodeVisitor
{
    private Symbols _symbols = symbols;

    internal static void Enter(Symbols symbols, IEnumerable<Node> nodes) => new SymbolVisitor(symbols).VisitAll(nodes);

    internal static void EnterTarget(Symbols symbols, Target target)
    {
        switch (target)
        {
            case NameTarget name:
                symbols.Parameter(name.Name);
                break;
            case TupleTarget tuple:
                tuple.Items.ForEach(item => EnterTarget(symbols, item));
                break;
        }
    }

    internal override void Visit(Node? node)
    {
        switch (node)
        {
            case NameExpr name:
                _symbols.Read(name.Name);
                break;
            case NameTarget target:
                _symbols.Store(target.Name);
                break;
            case AttributeTarget target:
                // Setting an attribute of a namespace reads the namespace and sets no name.
                _symbols.Read(target.Name);
                break;
            case IfStmt branch:
                VisitIf(branch);
                break;
            case MacroStmt macro:
                if (macro.Name is not null)
                {
                    _symbols.Store(macro.Name);
                }

                break;
            case ImportStmt import:
                Visit(import.Template);
                _symbols.Store(import.Target);
                break;
            case FromImportStmt import:
                Visit(import.Template);
                import.Names.ForEach(n => _symbols.Store(n.Alias));
                break;
            case SetStmt set:
                Visit(set.Value);
                Visit(set.Target);
                break;
            case ForStmt loop:
                Visit(loop.Iter);
                break;
            case CallStmt call:
                Visit(call.Call);
                break;
            case FilterStmt filter:
                Visit(filter.Filter);
                break;
            case WithStmt with:
                with.Bindings.ForEach(b => Visit(b.Value));
                break;
            case SetBlockStmt set:
                Visit(set.Target);
                break;
            // Blocks see the template's own names only, and the other bodies have scopes of their own.
            case BlockStmt or AutoescapeStmt or GenerationStmt or null:
                break;
            default:
                node.VisitChildren(this);
                break;
        }
    }

    /// <summary>An if, with its elifs as one branch of their own, as Jinja counts them.</summary>
    private void VisitIf(IfStmt node)
    {
        var original = _symbols;
        Visit(node.Branches[0].Test);
        var body = Branch(original, () => VisitAll(node.Branches[0].Body));
        var elifs = Branch(original, () =>
        {
            for (var i = 1; i < node.Branches.Count; i++)
            {
                VisitElif(node.Branches[i]);
            }
        });
        var otherwise = Branch(original, () => VisitAll(node.Else));
        original.Merge(body, elifs, otherwise);
    }

    private void VisitElif((Expr Test, List<Stmt> Body) branch)
    {
        var original = _symbols;
        Visit(branch.Test);
        var body = Branch(original, () => VisitAll(branch.Body));
        original.Merge(body, original.Branch(), original.Branch());
    }

    private Symbols Branch(Symbols original, Action visit)
    {
        _symbols = original.Branch();
        var branch = _symbols;
        visit();
        _symbols = original;
        return branch;
    }
}
