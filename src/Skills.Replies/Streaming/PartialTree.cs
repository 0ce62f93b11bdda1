using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>A node of a value that is still arriving.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsKey">Whether it names a member; its value follows.</param>
/// <param name="TextStart">Where its text begins.</param>
internal record struct PartialNode(NodeKind Kind, bool IsKey, int TextStart)
{
    /// <summary>Where its text ends; as far as there is any while it is open.</summary>
    public int TextEnd { get; set; }

    /// <summary>Index of the node after it and all its children; 0 while it is open.</summary>
    public int Next { get; set; }
}

/// <summary>
/// A value that only grows: nodes and characters are appended, and a node that closes only says so. Thus a snapshot is two
/// numbers and the arrays they count in, and may be read on one thread while another appends.
/// </summary>
internal sealed class PartialTree
{
    private PartialNode[] _nodes = new PartialNode[128];

    /// <summary>The texts of all nodes, one after the other.</summary>
    public CharBuffer Characters { get; } = new(2048);

    public int Count { get; private set; }

    public int Length => Characters.Length;

    /// <summary>The value as it is now. Only the thread that appends may take it.</summary>
    public PartialSnapshot Snapshot => new(_nodes, Characters.Items, Count, Characters.Length);

    /// <summary>Whether the last node is a key that waits for its value.</summary>
    public bool EndsWithKey => Count > 0 && _nodes[Count - 1].IsKey;

    /// <summary>Adds a string, list or object that is still open.</summary>
    public int Open(NodeKind kind) => Add(new(kind, IsKey: false, Length) { TextEnd = int.MaxValue });

    /// <summary>Adds a node with its whole text.</summary>
    public void Add(NodeKind kind, bool isKey, ReadOnlySpan<char> text)
    {
        var start = Length;
        Characters.Append(text);
        Add(new(kind, isKey, start) { TextEnd = Length, Next = Count + 1 });
    }

    /// <summary>Ends a string or container.</summary>
    public void Close(int node)
    {
        _nodes[node].TextEnd = Length;
        _nodes[node].Next = Count;
    }

    private int Add(PartialNode node)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        _nodes[Count] = node;
        return Count++;
    }
}
