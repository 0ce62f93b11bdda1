using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>A moment in the growth of a value.</summary>
/// <param name="Nodes">The nodes, and perhaps later ones.</param>
/// <param name="Characters">Their texts, and perhaps later ones.</param>
/// <param name="NodeCount">How many nodes there were.</param>
/// <param name="Length">How many characters of text.</param>
internal readonly record struct PartialSnapshot(PartialNode[] Nodes, char[] Characters, int NodeCount, int Length)
{
    /// <summary>Returns what a node is.</summary>
    public NodeKind KindOf(int index) => Nodes[index].Kind;

    /// <summary>Returns whether a node was complete at the moment.</summary>
    public bool IsClosed(int index) => Nodes[index].Next is > 0 and var next && next <= NodeCount && (Nodes[index].Kind is not NodeKind.String || Nodes[index].TextEnd <= Length);

    /// <summary>Returns the index after a node and all its children.</summary>
    public int End(int index) => Nodes[index].Next is > 0 and var next && next <= NodeCount ? next : NodeCount;

    /// <summary>Returns the keys of an object whose values have begun.</summary>
    public IEnumerable<int> Keys(int index)
    {
        var end = End(index);
        for (var key = index + 1; key + 1 < end; key = End(key + 1))
        {
            yield return key;
        }
    }

    /// <summary>Returns the text of a node. What may yet turn out to be punctuation around an open string is held back.</summary>
    public ReadOnlySpan<char> Text(int index)
    {
        var node = Nodes[index];
        var text = Characters.AsSpan(node.TextStart, Math.Min(node.TextEnd, Length) - node.TextStart);
        return IsClosed(index) ? text
            : text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1]
            : text.TrimEnd(" \t\r\n,:;}])");
    }
}
