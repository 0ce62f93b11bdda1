using Skills.Jinja.Ast;
using Skills.Jinja.Values;

namespace Skills.Jinja.Checking;

/// <summary>The templates a template names; null for a computed name.</summary>
internal sealed class ReferenceFinder : NodeVisitor
{
    private readonly List<string?> _names = [];

    internal static List<string?> Find(Node tree)
    {
        var finder = new ReferenceFinder();
        finder.Visit(tree);
        return finder._names;
    }

    internal override void Visit(Node? node)
    {
        switch (node)
        {
            case ExtendsStmt extends:
                Add(extends.Template);
                break;
            case IncludeStmt include:
                Add(include.Template);
                break;
            case ImportStmt import:
                Add(import.Template);
                break;
            case FromImportStmt import:
                Add(import.Template);
                break;
        }

        base.Visit(node);
    }

    private void Add(Expr template)
    {
        switch (template)
        {
            case ConstExpr { Value.IsString: true } name:
                _names.Add(name.Value.String);
                break;
            case SequenceExpr { Kind: ValueKind.List or ValueKind.Tuple } list:
                _names.AddRange(list.Items
                    .Where(static item => item is not ConstExpr { Value.IsString: false })
                    .Select(static item => item is ConstExpr name ? name.Value.String : null));
                break;
            default:
                _names.Add(null);
                break;
        }
    }
}
