using System.Text.Json;

namespace Skills.Replies.Alignment;

/// <summary>How alignment made a value of a node.</summary>
internal enum AlignedKind
{
    /// <summary>The node as written, with all it holds.</summary>
    Node,

    /// <summary>A value given as JSON: a choice, a default, a number or a word.</summary>
    Literal,

    /// <summary>A text.</summary>
    Text,

    Array,
    Object,
}

/// <summary>A change alignment made.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Kind">How much it takes from the reply.</param>
/// <param name="Cost">Its weight.</param>
/// <param name="Node">The node it was done to; −1 for none.</param>
/// <param name="Member">The property below the value's own path that it concerns; null for the value itself.</param>
internal sealed record AlignEdit(string Name, EditKind Kind, double Cost, int Node, string? Member = null);

/// <summary>A node as a schema takes it: the value, what was changed for it, and what still does not fit.</summary>
internal sealed class Aligned
{
    public required AlignedKind Kind { get; init; }

    /// <summary>The node it was made of; −1 when it was made of none.</summary>
    public int Node { get; init; } = -1;

    public JsonElement Literal { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<Aligned> Children { get; init; } = [];

    /// <summary>Names of the members, beside <see cref="Children"/>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<AlignEdit> Edits { get; init; } = [];

    /// <summary>Weight of all edits, this value's and below.</summary>
    public double Cost { get; init; }

    /// <summary>How many places still do not fit, this value's and below.</summary>
    public int Violations { get; init; }

    /// <summary>The same value with one more edit.</summary>
    public Aligned With(AlignEdit edit) => new()
    {
        Kind = Kind,
        Node = Node,
        Literal = Literal,
        Text = Text,
        Children = Children,
        Names = Names,
        Edits = [.. Edits, edit],
        Cost = Cost + edit.Cost,
        Violations = Violations,
    };

    /// <summary>Whether this fits better than another: fewer violations, then less changed.</summary>
    public bool Beats(Aligned? other) => other is null || Violations < other.Violations || (Violations == other.Violations && Cost < other.Cost - 1e-9);
}
