using System.Text.Json;

namespace Skills.Replies.Parsing;

/// <summary>Adds a value that was read by other means to a tree, at the place in the reply it came from.</summary>
internal static class TreeBuilder
{
    public static int Add(ReplyTree tree, JsonElement value, int start, int end)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return AddObject(tree, value, start, end);
            case JsonValueKind.Array:
                var array = tree.Add(NodeKind.Array, NodeFlags.None, start, end);
                foreach (var item in value.EnumerateArray())
                {
                    Add(tree, item, start, end);
                }

                tree.Close(array, end, unfinished: false);
                return array;
            case JsonValueKind.String:
                return tree.Add(NodeKind.String, NodeFlags.None, start, end, value.GetString());
            case JsonValueKind.Number:
                return tree.Add(NodeKind.Number, NodeFlags.None, start, end, value.GetRawText());
            default:
                return tree.Add(value.ValueKind == JsonValueKind.True ? NodeKind.True : value.ValueKind == JsonValueKind.False ? NodeKind.False : NodeKind.Null, NodeFlags.None, start, end);
        }
    }

    private static int AddObject(ReplyTree tree, JsonElement value, int start, int end)
    {
        var node = tree.Add(NodeKind.Object, NodeFlags.None, start, end);
        foreach (var member in value.EnumerateObject())
        {
            tree.Add(NodeKind.String, NodeFlags.Key, start, end, member.Name);
            Add(tree, member.Value, start, end);
        }

        tree.Close(node, end, unfinished: false);
        return node;
    }
}
