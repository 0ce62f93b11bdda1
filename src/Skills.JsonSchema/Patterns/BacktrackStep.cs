using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>A step of a <see cref="BacktrackProgram"/>.</summary>
internal sealed class BacktrackStep(BacktrackKind kind)
{
    public BacktrackKind Kind { get; } = kind;

    public CodePointSet Set { get; init; } = CodePointSet.None;

    public AnchorKind Anchor { get; init; }

    /// <summary>Whether it reads the code point before the position.</summary>
    public bool Backwards { get; init; }

    public bool Negative { get; init; }

    public bool Lazy { get; init; }

    public int Register { get; init; }

    public int Min { get; init; }

    public int Max { get; init; }

    /// <summary>The groups within a repetition, which each round forgets (ECMA-262, section 22.2.2.3.1).</summary>
    public int FirstGroup { get; init; }

    public int LastGroup { get; init; }

    public int Target { get; set; }
}

/// <summary>The kinds of steps.</summary>
internal enum BacktrackKind
{
    Take,
    Check,
    Save,

    /// <summary>A back-reference.</summary>
    Repeat,

    /// <summary>The next step first, then the target.</summary>
    Fork,
    Jump,

    /// <summary>Starts counting the rounds of a repetition.</summary>
    Clear,

    /// <summary>Decides whether there is another round, or the target.</summary>
    Loop,

    /// <summary>Ends a round.</summary>
    Again,
    Look,
    LookEnd,
    Match,
}
