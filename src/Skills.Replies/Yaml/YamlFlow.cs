using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>Reads lists and mappings in brackets (YAML 1.2.2 §7.4). JSON is among them.</summary>
internal sealed class YamlFlow(YamlCursor cursor, ReplyTree tree, int maxDepth, int maxNodes)
{
    /// <summary>Reads the value at the cursor; −1 when it cannot be read.</summary>
    public int Read(int depth)
    {
        if (depth > maxDepth || tree.Nodes.Count > maxNodes)
        {
            return -1;
        }

        return cursor.Current switch
        {
            '[' => List(depth),
            '{' => Mapping(depth),
            '"' or '\'' => YamlQuoted.Read(cursor, tree, NodeFlags.None),
            _ => YamlPlain.Read(cursor, tree, parent: -1, inFlow: true),
        };
    }

    private int List(int depth)
    {
        var list = tree.Add(NodeKind.Array, NodeFlags.None, cursor.At, cursor.At);
        cursor.Pass(1);
        while (SkipSpace() && cursor.Current != ']')
        {
            var isQuoted = cursor.Current is '"' or '\'';
            var item = Read(depth + 1);
            if (item < 0 || !SkipSpace() || (IsColon(isQuoted) && !Pair(item, depth + 1)) || !Next(']'))
            {
                return -1;
            }
        }

        return Close(list, ']');
    }

    // [a: 1] is a list of one mapping, which begins before its key.
    private bool Pair(int key, int depth)
    {
        var found = tree.Nodes[key];
        if (key != tree.Nodes.Count - 1 || found.Kind is NodeKind.Array or NodeKind.Object)
        {
            return false;
        }

        tree.Nodes[key] = new(NodeKind.Object, NodeFlags.None, found.Start, found.End, key + 1, -1);
        tree.Nodes.Add(found with { Kind = NodeKind.String, Flags = found.Flags | NodeFlags.Key, Next = key + 2, Text = found.Kind == NodeKind.String ? found.Text : -1 });
        if (!Value(depth))
        {
            return false;
        }

        tree.Close(key, cursor.At, unfinished: false);
        return true;
    }

    private int Mapping(int depth)
    {
        var mapping = tree.Add(NodeKind.Object, NodeFlags.None, cursor.At, cursor.At);
        cursor.Pass(1);
        while (SkipSpace() && cursor.Current != '}')
        {
            var isQuoted = cursor.Current is '"' or '\'';
            if (!Key(isQuoted) || !SkipSpace() || !(IsColon(isQuoted) ? Value(depth) : Null()) || !Next('}'))
            {
                return -1;
            }
        }

        var closed = Close(mapping, '}');
        if (closed >= 0)
        {
            DuplicateKeys.Mark(tree, mapping);
        }

        return closed;
    }

    private bool Key(bool isQuoted)
    {
        if (isQuoted)
        {
            return YamlQuoted.Read(cursor, tree, NodeFlags.Key) >= 0;
        }

        if (!YamlPlain.MayStart(cursor, inFlow: true))
        {
            return false;
        }

        var (start, end) = (cursor.At, YamlPlain.EndOnLine(cursor, inFlow: true));
        tree.Add(NodeKind.String, NodeFlags.Key | NodeFlags.Bare, start, end);
        cursor.MoveTo(end);
        return true;
    }

    // After a key in quotes, the colon needs no space: {"a":1}.
    private bool IsColon(bool afterQuotes) =>
        cursor.Current == ':' && (afterQuotes || YamlCursor.EndsWord(cursor.Ahead(1)) || cursor.Ahead(1) is ',' or '[' or ']' or '{' or '}');

    private bool Value(int depth)
    {
        cursor.Pass(1);
        return SkipSpace() && (cursor.Current is ',' or '}' or ']' ? Null() : Read(depth + 1) >= 0);
    }

    private bool Null() => tree.Add(NodeKind.Null, NodeFlags.Bare, cursor.At, cursor.At) >= 0;

    private bool Next(char closer)
    {
        if (!SkipSpace() || (cursor.Current != ',' && cursor.Current != closer))
        {
            return false;
        }

        cursor.Pass(cursor.Current == ',' ? 1 : 0);
        return true;
    }

    private int Close(int node, char closer)
    {
        if (cursor.Current != closer || cursor.IsAtEnd)
        {
            return -1;
        }

        cursor.Pass(1);
        tree.Close(node, cursor.At, unfinished: false);
        return node;
    }

    // Passes white space, line breaks and comments; false where the document ends.
    private bool SkipSpace()
    {
        while (true)
        {
            cursor.SkipSpaces();
            if (cursor.IsAtComment)
            {
                cursor.SkipLine();
            }

            if (!cursor.IsAtBreak)
            {
                return true;
            }

            if (!cursor.PassBreak() || cursor.IsAtMarker)
            {
                return false;
            }
        }
    }
}
