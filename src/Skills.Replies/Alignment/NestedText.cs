using Skills.JsonSchema;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Fits a text where an object or a list is wanted: JSON written into a string, or a single item.</summary>
internal sealed class NestedText(Aligner aligner)
{
    private const int MaxDepth = 64;

    public Aligned Align(int node, SchemaShape shape)
    {
        var text = aligner.Tree.TextOf(node).Trim();
        if (!aligner.InProse && text is (['{', .., '}'] or ['[', .., ']']) && Unpack(node, text, shape) is { } unpacked)
        {
            return unpacked;
        }

        return aligner.Wrapped(node, shape);
    }

    // The text must be JSON as written: what was meant as a text is not bent into a value.
    private Aligned? Unpack(int node, string text, SchemaShape shape)
    {
        if (StrictJson.TryParse(text, MaxDepth, allowDuplicates: false) is not { } value || (value.ValueKind == System.Text.Json.JsonValueKind.Object) != shape.Takes(JsonSchemaTypes.Object))
        {
            return null;
        }

        var tree = aligner.Tree;
        var from = tree.Nodes.Count;
        var root = TreeBuilder.Add(tree, value, tree.Nodes[node].Start, tree.Nodes[node].End);
        var aligned = aligner.Align(root, shape);
        return aligned.Violations > 0 && from > 0 ? null : aligned.With(new("json_in_string", EditKind.Typed, 1, node));
    }
}
