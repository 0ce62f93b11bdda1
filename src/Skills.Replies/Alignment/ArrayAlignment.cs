using Skills.JsonSchema;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Fits lists: item by item, a single value as a list of one, a list of one as its value.</summary>
internal sealed class ArrayAlignment(Aligner aligner)
{
    private ReplyTree Tree => aligner.Tree;

    public Aligned Align(int node, SchemaShape shape)
    {
        var items = Children(node);
        if (shape.Takes(JsonSchemaTypes.Array))
        {
            return Items(items, shape, node);
        }

        if (items.Count == 1 && aligner.Align(items[0], shape) is { Violations: 0 } only)
        {
            return only.With(new("list_of_one_unwrapped", EditKind.Typed, 1, node));
        }

        if (items.Count > 1 && !shape.Takes(JsonSchemaTypes.String) && aligner.May(LossyRepairs.Pick) && Pick(items, shape) is { } picked)
        {
            return picked.With(new("item_picked", EditKind.Lossy, 4, node));
        }

        return shape.Takes(JsonSchemaTypes.String) && shape.Types != JsonSchemaTypes.Any
            ? Aligner.TextOf(node, ValueText.Of(Tree, node), "list_to_string", EditKind.Typed, 3)
            : Implied(node, shape);
    }

    /// <summary>Fits the items of a list; those that cannot fit are dropped where that is permitted.</summary>
    public Aligned Items(List<int> items, SchemaShape shape, int node)
    {
        var children = new List<Aligned>(items.Count);
        var edits = new List<AlignEdit>();
        var (cost, violations, changed) = (0.0, 0, false);
        for (var i = 0; i < items.Count; i++)
        {
            var aligned = aligner.Align(items[i], i < shape.PrefixItems.Count ? shape.PrefixItems[i] : shape.Items ?? SchemaShape.Anything);
            if (aligned.Violations > 0 && aligner.May(LossyRepairs.Drop))
            {
                edits.Add(new("item_dropped", EditKind.Lossy, 3, items[i]));
                cost += 3;
                changed = true;
                continue;
            }

            children.Add(aligned);
            cost += aligned.Cost;
            violations += aligned.Violations;
            changed |= aligned.Kind != AlignedKind.Node || aligned.Edits.Count > 0;
        }

        return changed || node < 0
            ? new() { Kind = AlignedKind.Array, Node = node, Children = children, Edits = edits, Cost = cost, Violations = violations }
            : new() { Kind = AlignedKind.Node, Node = node, Cost = cost, Violations = violations };
    }

    /// <summary>A value that is no list, as a list of one.</summary>
    public Aligned Single(int node, SchemaShape shape)
    {
        var wanted = shape.PrefixItems.Count > 0 ? shape.PrefixItems[0] : shape.Items ?? SchemaShape.Anything;
        var item = aligner.Align(node, wanted);
        var isInvented = aligner.InProse && wanted.TakesText;

        // An object written out as one text is no item: its members may be the items, or a wrapper around them.
        var isWrittenOut = item.Kind == AlignedKind.Text && Tree.Nodes[node].Kind == NodeKind.Object;
        return item.Violations > 0 || isWrittenOut || (isInvented && !aligner.May(LossyRepairs.Fill))
            ? Aligner.Misfit(node)
            : new()
            {
                Kind = AlignedKind.Array,
                Node = node,
                Children = [item],
                Cost = item.Cost + 1,
                Edits = [isInvented ? new("text_to_list", EditKind.Lossy, 1, node) : new("value_to_list", EditKind.Typed, 1, node)],
            };
    }

    private Aligned? Pick(List<int> items, SchemaShape shape)
    {
        Aligned? best = null;
        foreach (var item in items)
        {
            if (aligner.Align(item, shape) is { Violations: 0 } aligned && aligned.Beats(best))
            {
                best = aligned;
            }
        }

        return best;
    }

    private Aligned Implied(int node, SchemaShape shape) =>
        (shape.Takes(JsonSchemaTypes.Object) ? new ObjectAlignment(aligner).Implied(node, shape) : null) ?? Aligner.Misfit(node);

    private List<int> Children(int node)
    {
        var children = new List<int>();
        for (var child = node + 1; child < Tree.Nodes[node].Next; child = Tree.Nodes[child].Next)
        {
            children.Add(child);
        }

        return children;
    }
}
