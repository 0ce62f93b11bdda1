namespace Skills.Replies.Parsing;

/// <summary>What a node of a reading is.</summary>
internal enum NodeKind : byte
{
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>How a node was written.</summary>
[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>The text ended before it did.</summary>
    Unfinished = 1,

    /// <summary>Without quotes.</summary>
    Bare = 2,

    /// <summary>The name of a member; its value follows.</summary>
    Key = 4,

    /// <summary>A key whose member is left out, because it comes again.</summary>
    Dropped = 8,
}

/// <summary>One value of a reading. Nodes lie in document order: a container before its children, a key before its value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Flags">How it was written.</param>
/// <param name="Start">First character of its content in the reply.</param>
/// <param name="End">The character after it.</param>
/// <param name="Next">Index of the node after it and all its children.</param>
/// <param name="Text">Index of its text where that differs from the reply's; −1 otherwise.</param>
internal record struct ReplyNode(NodeKind Kind, NodeFlags Flags, int Start, int End, int Next, int Text);

/// <summary>A repair as the parser notes it; its path is found later.</summary>
internal readonly record struct NotedEdit(RepairName Name, int Node, int Start, int Length);

/// <summary>A reading of a reply: nodes in document order, texts that differ from the reply's own, and the repairs made.</summary>
internal sealed class ReplyTree(string source)
{
    private const int ManyItems = 256;

    public string Source { get; } = source;

    public List<ReplyNode> Nodes { get; } = [];

    public List<NotedEdit> Edits { get; } = [];

    private readonly List<string> _texts = [];

    /// <summary>Adds a node that has no children, or whose children follow.</summary>
    public int Add(NodeKind kind, NodeFlags flags, int start, int end, string? text = null)
    {
        MakeRoom(Nodes, start);
        Nodes.Add(new(kind, flags, start, end, Nodes.Count + 1, text is null ? -1 : Keep(text)));
        return Nodes.Count - 1;
    }

    /// <summary>Ends a container: everything added since is its own.</summary>
    public void Close(int node, int end, bool unfinished)
    {
        var open = Nodes[node];
        Nodes[node] = open with { End = end, Next = Nodes.Count, Flags = unfinished ? open.Flags | NodeFlags.Unfinished : open.Flags };
    }

    /// <summary>Notes a repair. Repairs of one name on one node that follow each other are one.</summary>
    public void Note(RepairName name, int node, int start, int length)
    {
        if (Edits.Count > 0 && Edits[^1] is var last && last.Name == name && last.Node == node && start >= last.Start)
        {
            Edits[^1] = last with { Length = start + length - last.Start };
            return;
        }

        MakeRoom(Edits, start);
        Edits.Add(new(name, node, start, length));
    }

    // A long reply is much the same all through, so what the part read so far came to tells what the whole will.
    private void MakeRoom<T>(List<T> list, int at)
    {
        if (list.Count == list.Capacity && list.Count >= ManyItems)
        {
            var expected = list.Count * (double)Source.Length / (at + 1) * 1.1;
            list.Capacity = (int)Math.Clamp(expected, list.Count * 1.5, list.Count * 64.0);
        }
    }

    /// <summary>A string's or number's text.</summary>
    public string TextOf(int node)
    {
        var found = Nodes[node];
        return found.Text >= 0 ? _texts[found.Text] : Source[found.Start..found.End];
    }

    /// <summary>The same without a copy.</summary>
    public ReadOnlySpan<char> SpanOf(int node)
    {
        var found = Nodes[node];
        return found.Text >= 0 ? _texts[found.Text] : Source.AsSpan(found.Start, found.End - found.Start);
    }

    /// <summary>Takes back everything added after a point.</summary>
    public void Rewind(int nodes, int edits)
    {
        Nodes.RemoveRange(nodes, Nodes.Count - nodes);
        Edits.RemoveRange(edits, Edits.Count - edits);
    }

    /// <summary>Stores a text and says where.</summary>
    public int Keep(string text)
    {
        _texts.Add(text);
        return _texts.Count - 1;
    }
}
