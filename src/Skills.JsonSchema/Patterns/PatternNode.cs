using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>A regular expression of ECMA-262, read.</summary>
internal abstract record PatternNode;

/// <summary>One code point out of a set.</summary>
internal sealed record SetNode(CodePointSet Set) : PatternNode;

/// <summary>One after another; none is the empty expression.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode;

/// <summary>Any of several.</summary>
internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Branches) : PatternNode;

/// <summary>Repeated; <see cref="int.MaxValue"/> stands for no end.</summary>
internal sealed record RepeatNode(PatternNode Item, int Min, int Max, bool Lazy) : PatternNode;

/// <summary>A group that captures. Groups count from 1.</summary>
internal sealed record CaptureNode(PatternNode Item, int Group) : PatternNode;

/// <summary>What a group captured, once more.</summary>
internal sealed record BackReferenceNode(int Group) : PatternNode;

/// <summary>A condition on what lies around.</summary>
internal sealed record LookNode(PatternNode Item, bool Ahead, bool Negative) : PatternNode;

/// <summary>A condition on the position.</summary>
internal sealed record AnchorNode(AnchorKind Kind) : PatternNode;

/// <summary>The conditions on a position.</summary>
internal enum AnchorKind
{
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}
