using System.Runtime.CompilerServices;

namespace Skills.JsonSchema.Compilation;

/// <summary>
/// Finds schemas that apply themselves to the same value again (2020-12 core, section 9.4.1). Evaluating one would never end.
/// </summary>
internal static class InPlaceCycles
{
    private enum Mark : byte
    {
        New,
        Open,
        Done,
    }

    public static void Refuse(List<SchemaNode> nodes)
    {
        var marks = new Dictionary<SchemaNode, Mark>();
        foreach (var node in nodes)
        {
            if (node.InPlace is not null || node.Objects is { Dependents.Length: > 0 })
            {
                Visit(node, marks);
            }
        }
    }

    private static void Visit(SchemaNode node, Dictionary<SchemaNode, Mark> marks)
    {
        if (node.InPlace is null && node.Objects is not { Dependents.Length: > 0 })
        {
            return;
        }

        var mark = marks.GetValueOrDefault(node);
        if (mark == Mark.Open)
        {
            throw new JsonSchemaException("This schema refers to itself for the same value: evaluating it would never end.", node.Location()) { IsOfReference = true };
        }

        if (mark == Mark.Done)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        marks[node] = Mark.Open;
        VisitTargets(node, marks);
        marks[node] = Mark.Done;
    }

    private static void VisitTargets(SchemaNode node, Dictionary<SchemaNode, Mark> marks)
    {
        if (node.InPlace is { } rules)
        {
            ReadOnlySpan<SchemaNode?> single = [rules.Ref, rules.Dynamic?.Initial, rules.Not, rules.If, rules.Then, rules.Else];
            foreach (var target in single)
            {
                if (target is not null)
                {
                    Visit(target, marks);
                }
            }

            VisitAll(rules.AllOf, marks);
            VisitAll(rules.AnyOf, marks);
            VisitAll(rules.OneOf, marks);
        }

        foreach (var dependent in node.Objects?.Dependents ?? [])
        {
            if (dependent.Node is { } target)
            {
                Visit(target, marks);
            }
        }
    }

    private static void VisitAll(SchemaNode[] targets, Dictionary<SchemaNode, Mark> marks)
    {
        foreach (var target in targets)
        {
            Visit(target, marks);
        }
    }
}
