using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Views;

/// <summary>Finds out whether a schema leads back to itself.</summary>
internal static class Recursion
{
    /// <summary>Whether a walk from these schemas through all they apply meets one that is still open.</summary>
    public static bool From(IEnumerable<SchemaNode> nodes)
    {
        var isDone = new Dictionary<SchemaNode, bool>();
        var open = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        foreach (var node in nodes)
        {
            Push(node);
            while (open.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    isDone[top.Node] = true;
                    open.Pop();
                }
                else if (!isDone.TryGetValue(top.Next.Current, out var done))
                {
                    Push(top.Next.Current);
                }
                else if (!done)
                {
                    return true;
                }
            }
        }

        return false;

        void Push(SchemaNode node)
        {
            if (isDone.TryAdd(node, false))
            {
                open.Push((node, Applied(node).GetEnumerator()));
            }
        }
    }

    private static IEnumerable<SchemaNode> Applied(SchemaNode node)
    {
        foreach (var target in node.InPlace is { } rules ? Referred(rules) : [])
        {
            yield return target;
        }

        for (var child = node.FirstChild; child is not null; child = child.NextSibling)
        {
            // A definition applies only where something refers to it.
            if (child.Via is not (Keyword.Defs or Keyword.Definitions))
            {
                yield return child;
            }
        }
    }

    private static IEnumerable<SchemaNode> Referred(InPlaceRules rules)
    {
        if (rules.Ref is { } target)
        {
            yield return target;
        }

        foreach (var (_, other) in rules.Dynamic?.Targets ?? [])
        {
            yield return other;
        }

        if (rules.Dynamic is { } dynamic)
        {
            yield return dynamic.Initial;
        }
    }
}
