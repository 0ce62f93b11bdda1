using Skills.Jinja.Ast;

namespace Skills.Jinja.Checking;

/// <summary>The paths a condition asks <c>is defined</c> of, joined by <c>and</c> with whatever else.</summary>
internal static class GuardedNames
{
    internal static List<string> In(Expr test)
    {
        var paths = new List<string>();
        Collect(test, paths);
        return paths;
    }

    private static void Collect(Expr test, List<string> paths)
    {
        switch (test)
        {
            case ChainExpr { Kind: ChainKind.And } chain:
                chain.Items.ForEach(item => Collect(item, paths));
                break;
            case FilterExpr { IsTest: true, Name: "defined", Target: { } target } when PathOf(target) is { } path:
                paths.Add(path);
                break;
        }
    }

    private static string? PathOf(Expr expr) => expr switch
    {
        NameExpr name => name.Name,
        AttributeExpr attribute when PathOf(attribute.Target) is { } owner => $"{owner}.{attribute.Name}",
        ItemExpr { Key: ConstExpr { Value.IsString: true } key } item when PathOf(item.Target) is { } owner => $"{owner}.{key.Value.String}",
        _ => null,
    };
}
