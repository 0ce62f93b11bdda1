using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>What must be known of a whole template before its parts are compiled.</summary>
internal sealed class TemplateFacts : NodeVisitor
{
    internal List<BlockStmt> Blocks { get; } = [];

    internal bool Extends { get; private set; }

    /// <summary>Whether something else may ask for the names the top level sets.</summary>
    internal bool KeepsVars { get; private set; }

    internal bool Sets { get; private set; }

    internal bool UsesLoop { get; private set; }

    internal static TemplateFacts Of(Node node)
    {
        var facts = new TemplateFacts();
        facts.Visit(node);
        return facts;
    }

    internal override void Visit(Node? node)
    {
        switch (node)
        {
            case BlockStmt block:
                Blocks.Add(block);
                KeepsVars = true;
                break;
            case ExtendsStmt:
                Extends = KeepsVars = true;
                break;
            case IncludeStmt or ImportStmt or FromImportStmt:
                KeepsVars = true;
                break;
            case NameTarget or MacroStmt:
                Sets = true;
                break;
            case NameExpr { Name: "loop" }:
                UsesLoop = true;
                break;
        }

        base.Visit(node);
    }
}
