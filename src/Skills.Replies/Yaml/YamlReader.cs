using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>
/// Reads the part of YAML 1.2 that models write: block and flow collections, all five kinds of scalars, comments, one document. Anchors,
/// aliases, tags, directives and keys that are not texts are not read, so nothing of a reply is expanded or run.
/// </summary>
internal sealed class YamlReader(ReplyTree tree, int start, int end, int maxDepth)
{
    private const int LongestText = 512 * 1024;
    private const int MostNodes = 200_000;

    private readonly YamlCursor _cursor = new(tree.Source, start, end);

    /// <summary>Where the first document ends. What follows is not read.</summary>
    public int End { get; private set; }

    /// <summary>Reads the first document; −1 when it cannot be read.</summary>
    public int Read()
    {
        if (end - start > LongestText)
        {
            return -1;
        }

        var (nodes, edits) = (tree.Nodes.Count, tree.Edits.Count);
        var root = Document();
        if (root < 0)
        {
            tree.Rewind(nodes, edits);
        }

        return root;
    }

    private int Document()
    {
        _cursor.Pass(_cursor.Current == '\ufeff' ? 1 : 0);
        if (!_cursor.NextContent() && _cursor.IsAtBreak)
        {
            return -1;
        }

        if (_cursor.IsAtMarker && _cursor.Current == '-')
        {
            _cursor.Pass(3);
        }

        if (_cursor.IsAtDocumentEnd)
        {
            return -1;
        }

        var root = Node(parent: -1, depth: 0, isMember: false);
        if (root < 0 || !_cursor.NextContent() || !_cursor.IsAtDocumentEnd)
        {
            return -1;
        }

        FindEnd();
        return root;
    }

    // Marks with nothing after them end the reply as well. Another document is text around the answer.
    private void FindEnd()
    {
        var at = _cursor.At;
        while (_cursor.IsAtMarker)
        {
            _cursor.Pass(3);
            if (!_cursor.NextContent())
            {
                break;
            }
        }

        End = _cursor.IsAtEnd ? end : at;
    }

    // Reads the value after an indicator. Its further lines are deeper than `parent`; a list may also begin in the column of the key it belongs to.
    private int Node(int parent, int depth, bool isMember)
    {
        if (depth > maxDepth || tree.Nodes.Count > MostNodes)
        {
            return -1;
        }

        _cursor.SkipSpaces();
        var after = _cursor.At;
        var isOnNextLine = _cursor.IsAtBreak || _cursor.IsAtComment;
        if (isOnNextLine)
        {
            if (!_cursor.NextContent())
            {
                return -1;
            }

            var isNested = _cursor.Column > parent || (isMember && _cursor.Column == parent && _cursor.IsAtItem);
            if (_cursor.IsAtDocumentEnd || !isNested)
            {
                return tree.Add(NodeKind.Null, NodeFlags.Bare, after, after);
            }
        }

        // "a: b: c" and "a: - b" are not valid: after a key, a block collection begins on a line of its own.
        if (isOnNextLine || !isMember)
        {
            if (_cursor.IsAtItem)
            {
                return List(_cursor.Column, depth);
            }

            if (YamlKeys.ColonOf(_cursor) >= 0)
            {
                return Mapping(_cursor.Column, depth);
            }
        }

        return Scalar(parent, depth);
    }

    private int Scalar(int parent, int depth) => _cursor.Current switch
    {
        '|' or '>' => YamlBlockText.Read(_cursor, tree, parent),
        '"' or '\'' => YamlQuoted.Read(_cursor, tree, NodeFlags.None),
        '[' or '{' => new YamlFlow(_cursor, tree, maxDepth, MostNodes).Read(depth),
        _ => YamlPlain.Read(_cursor, tree, parent, inFlow: false),
    };

    private int List(int column, int depth)
    {
        var list = tree.Add(NodeKind.Array, NodeFlags.None, _cursor.At, _cursor.At);
        do
        {
            _cursor.Pass(1);
            if (Node(column, depth + 1, isMember: false) < 0 || !_cursor.NextContent())
            {
                return -1;
            }
        }
        while (!_cursor.IsAtDocumentEnd && _cursor.Column == column && _cursor.IsAtItem);

        return Close(list, column);
    }

    private int Mapping(int column, int depth)
    {
        var mapping = tree.Add(NodeKind.Object, NodeFlags.None, _cursor.At, _cursor.At);
        do
        {
            if (!YamlKeys.Read(_cursor, tree) || Node(column, depth + 1, isMember: true) < 0 || !_cursor.NextContent())
            {
                return -1;
            }
        }
        while (!_cursor.IsAtDocumentEnd && _cursor.Column == column);

        var closed = Close(mapping, column);
        if (closed >= 0)
        {
            DuplicateKeys.Mark(tree, mapping);
        }

        return closed;
    }

    // A line that is deeper than the collection before it belongs to nothing.
    private int Close(int node, int column)
    {
        tree.Close(node, tree.Nodes[^1].End, unfinished: false);
        return _cursor.IsAtDocumentEnd || _cursor.Column <= column ? node : -1;
    }
}
