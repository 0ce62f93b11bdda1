using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Writes a list or object as a text where the schema wants one: <c>{name: value}</c>, <c>[1, 2]</c>, texts without quotes.</summary>
internal static class ValueText
{
    public static string Of(ReplyTree tree, int node)
    {
        var text = new StringBuilder();
        Write(tree, node, text);
        return text.ToString();
    }

    private static void Write(ReplyTree tree, int node, StringBuilder text)
    {
        var found = tree.Nodes[node];
        switch (found.Kind)
        {
            case NodeKind.Object:
                text.Append('{');
                for (var key = node + 1; key < found.Next; key = tree.Nodes[key + 1].Next)
                {
                    text.Append(key > node + 1 ? ", " : "").Append(tree.SpanOf(key)).Append(": ");
                    Write(tree, key + 1, text);
                }

                text.Append('}');
                break;
            case NodeKind.Array:
                text.Append('[');
                for (var child = node + 1; child < found.Next; child = tree.Nodes[child].Next)
                {
                    text.Append(child > node + 1 ? ", " : "");
                    Write(tree, child, text);
                }

                text.Append(']');
                break;
            case NodeKind.String or NodeKind.Number:
                text.Append(tree.SpanOf(node));
                break;
            default:
                text.Append(found.Kind == NodeKind.Null ? "null" : found.Kind == NodeKind.True ? "true" : "false");
                break;
        }
    }
}
