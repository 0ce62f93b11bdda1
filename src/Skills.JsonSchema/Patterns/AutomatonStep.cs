using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>A step of an <see cref="Automaton"/>.</summary>
internal sealed class AutomatonStep(StepKind kind)
{
    public StepKind Kind { get; } = kind;

    public CodePointSet Set { get; init; } = CodePointSet.None;

    public AnchorKind Anchor { get; init; }

    /// <summary>For a look-around: whether it must not hold.</summary>
    public bool Negative { get; init; }

    /// <summary>For a jump where to go on; for a fork, the second way, the first being the next step; for a look-around its number.</summary>
    public int Target { get; set; }
}

/// <summary>The kinds of steps.</summary>
internal enum StepKind
{
    Take,
    Fork,
    Jump,
    Check,
    Look,
    Match,
}
