using System.Globalization;

namespace Skills.Replies.Parsing;

/// <summary>Walks a reading and writes down the paths of the nodes asked for.</summary>
/// <param name="tree">The reading.</param>
/// <param name="paths">The nodes asked for; their paths are filled in.</param>
internal sealed class PathNamer(ReplyTree tree, Dictionary<int, string> paths)
{
    private int _left = paths.Count;

    /// <summary>Names a node and all it holds.</summary>
    public void Visit(int node, string path)
    {
        Name(node, path);
        if (_left <= 0)
        {
            return;
        }

        var found = tree.Nodes[node];
        if (found.Kind == NodeKind.Object)
        {
            for (var key = node + 1; key < found.Next && _left > 0; key = tree.Nodes[key + 1].Next)
            {
                var member = Wanted(key, tree.Nodes[key + 1].Next) ? $"{path}/{ReplyPath.Escape(tree.TextOf(key))}" : "";
                Name(key, member);
                Visit(key + 1, member);
            }
        }
        else if (found.Kind == NodeKind.Array)
        {
            var index = 0;
            for (var child = node + 1; child < found.Next && _left > 0; child = tree.Nodes[child].Next)
            {
                Visit(child, Wanted(child, tree.Nodes[child].Next) ? string.Create(CultureInfo.InvariantCulture, $"{path}/{index}") : "");
                index++;
            }
        }
    }

    /// <summary>Writes down the path of one node, when it is asked for.</summary>
    public void Name(int node, string path)
    {
        if (paths.ContainsKey(node))
        {
            paths[node] = path;
            _left--;
        }
    }

    // Small subtrees are looked through for repaired nodes before a path is built for them.
    private bool Wanted(int from, int to)
    {
        if (to - from > 8)
        {
            return true;
        }

        for (var i = from; i < to; i++)
        {
            if (paths.ContainsKey(i))
            {
                return true;
            }
        }

        return false;
    }
}
