using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>The subschemas from which a <c>default</c> can be reached: where none can, there is nothing to look for.</summary>
internal sealed class DefaultsReach
{
    private readonly HashSet<SchemaNode> _nodes = [];

    public DefaultsReach(SchemaNode root)
    {
        var parents = new Dictionary<SchemaNode, List<SchemaNode>> { [root] = [] };
        var open = new Stack<SchemaNode>([root]);
        while (open.TryPop(out var node))
        {
            foreach (var next in Next(node))
            {
                if (!parents.TryGetValue(next, out var before))
                {
                    parents[next] = before = [];
                    open.Push(next);
                }

                before.Add(node);
            }
        }

        foreach (var node in parents.Keys.Where(HasDefault))
        {
            open.Push(node);
        }

        while (open.TryPop(out var node))
        {
            if (_nodes.Add(node))
            {
                parents[node].ForEach(open.Push);
            }
        }
    }

    public bool IsEmpty => _nodes.Count == 0;

    public bool Includes(SchemaNode node) => _nodes.Contains(node);

    private static bool HasDefault(SchemaNode node) =>
        node.Element.ValueKind == JsonValueKind.Object && JsonText.TryFind(node.Element, "default"u8, out _);

    // Wherever the planner goes from a schema.
    private static IEnumerable<SchemaNode> Next(SchemaNode node)
    {
        IEnumerable<SchemaNode?> inPlace = node.InPlace is { } rules
            ? [rules.Ref, rules.Dynamic?.Initial, rules.Then, rules.Else, .. rules.AllOf, .. rules.AllOfPlans, .. rules.AnyOf, .. rules.OneOf]
            : [];
        IEnumerable<SchemaNode?> members = node.Objects is { } objects
            ? [objects.Additional, .. objects.Properties, .. objects.Patterns.Select(static p => p.Node), .. objects.Dependents.Select(static d => d.Node)]
            : [];
        IEnumerable<SchemaNode?> items = node.Arrays is { } arrays ? [arrays.Rest, .. arrays.Prefix] : [];
        return inPlace.Concat(members).Concat(items).OfType<SchemaNode>();
    }
}
