using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>A step of a <see cref="SequenceMatcher"/>.</summary>
internal sealed record SequencePiece(PieceKind Kind, CodePointSet? Set = null, int Min = 1, int Max = 1)
{
    public byte[] Literal { get; init; } = [];
}

/// <summary>The kinds of steps.</summary>
internal enum PieceKind
{
    /// <summary>Only while planning: the text starts here.</summary>
    Start,

    /// <summary>As many code points of a set as there are, within bounds.</summary>
    Run,

    /// <summary>These bytes.</summary>
    Literal,

    /// <summary>These bytes, wherever they are.</summary>
    Anywhere,

    /// <summary>A code point of a set, wherever it is.</summary>
    AnyOf,

    /// <summary>The text ends here.</summary>
    End,
}
