using System.Globalization;
using System.Text.Json;

namespace Skills.Replies.Parsing;

/// <summary>Writes a reading as JSON and finds the paths of its repairs.</summary>
internal static class TreeWriter
{
    /// <summary>Writes one root, or several as a list.</summary>
    public static JsonElement Write(ReplyTree tree, Candidate reading, int maxDepth)
    {
        using var buffer = new JsonBuffer(reading.Length);
        using (var writer = buffer.NewWriter())
        {
            if (reading.IsList)
            {
                writer.WriteStartArray();
            }

            foreach (var root in reading.Roots)
            {
                Write(tree, root, writer);
            }

            if (reading.IsList)
            {
                writer.WriteEndArray();
            }
        }

        return buffer.ToValue(maxDepth + 2);
    }

    /// <summary>The nodes of a reading whose repairs are listed, each with the path of the whole until it is named.</summary>
    public static Dictionary<int, string> Repaired(ReplyTree tree, Candidate reading, int most)
    {
        var last = (int)Math.Min(reading.LastEdit, (long)reading.FirstEdit + most);
        var paths = new Dictionary<int, string>();
        for (var i = reading.FirstEdit; i < last; i++)
        {
            paths[tree.Edits[i].Node] = "";
        }

        return paths;
    }

    /// <summary>Names the repaired nodes of a reading that is taken as written.</summary>
    public static Dictionary<int, string> NamePaths(ReplyTree tree, Candidate reading, int most)
    {
        var paths = Repaired(tree, reading, most);
        if (paths.Count > 0)
        {
            NamePaths(tree, reading, paths);
        }

        return paths;
    }

    /// <summary>The repairs of a reading as edits with their paths.</summary>
    public static List<OutputEdit> Edits(ReplyTree tree, Candidate reading, Dictionary<int, string> paths, int most)
    {
        var edits = new List<OutputEdit>();
        for (var i = reading.FirstEdit; i < reading.LastEdit; i++)
        {
            var noted = tree.Edits[i];
            if (edits.Count == most)
            {
                edits.Add(EditText.Rest(tree, i, reading.LastEdit));
                break;
            }

            edits.Add(EditText.Of(tree, noted, paths[noted.Node]));
        }

        return edits;
    }

    private static void NamePaths(ReplyTree tree, Candidate reading, Dictionary<int, string> paths)
    {
        for (var i = 0; i < reading.Roots.Count; i++)
        {
            var prefix = reading.IsList ? string.Create(CultureInfo.InvariantCulture, $"/{i}") : "";
            new PathNamer(tree, paths).Visit(reading.Roots[i], prefix);
        }
    }

    /// <summary>Writes a node and all it holds.</summary>
    public static void Write(ReplyTree tree, int node, Utf8JsonWriter writer)
    {
        var found = tree.Nodes[node];
        switch (found.Kind)
        {
            case NodeKind.Object:
                WriteObject(tree, node, found.Next, writer);
                break;
            case NodeKind.Array:
                writer.WriteStartArray();
                for (var child = node + 1; child < found.Next; child = tree.Nodes[child].Next)
                {
                    Write(tree, child, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(tree, node, found.Kind, writer);
                break;
        }
    }

    private static void WriteObject(ReplyTree tree, int node, int end, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var key = node + 1; key < end; key = tree.Nodes[key + 1].Next)
        {
            if (!tree.Nodes[key].Flags.HasFlag(NodeFlags.Dropped))
            {
                writer.WritePropertyName(tree.SpanOf(key));
                Write(tree, key + 1, writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a node without children.</summary>
    public static void WriteScalar(ReplyTree tree, int node, NodeKind kind, Utf8JsonWriter writer)
    {
        switch (kind)
        {
            case NodeKind.String:
                writer.WriteStringValue(tree.SpanOf(node));
                break;
            case NodeKind.Number:
                writer.WriteRawValue(tree.SpanOf(node), skipInputValidation: true);
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(kind == NodeKind.True);
                break;
        }
    }
}
