namespace Skills.Replies.Parsing;

/// <summary>Where in a reply a reading was found.</summary>
internal enum CandidateSource
{
    /// <summary>The whole reply.</summary>
    Whole,

    /// <summary>A fenced block.</summary>
    Fence,

    /// <summary>Prose around it.</summary>
    Prose,

    /// <summary>Brackets in prose that hardly mean a value, as in a citation.</summary>
    Weak,

    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>The text itself, as a string.</summary>
    Text,
}

/// <summary>One way to read a reply: a root of the tree, or several as a list.</summary>
/// <param name="Source">Where it was found.</param>
/// <param name="Roots">Its roots.</param>
/// <param name="IsList">Whether the roots are the items of a list.</param>
/// <param name="Start">First character in the reply.</param>
/// <param name="End">The character after it.</param>
/// <param name="FirstEdit">Its first repair in the tree's list.</param>
/// <param name="LastEdit">The one after its last.</param>
/// <param name="IsPart">Whether it is one of several values that follow each other.</param>
internal sealed record Candidate(CandidateSource Source, IReadOnlyList<int> Roots, bool IsList, int Start, int End, int FirstEdit, int LastEdit, bool IsPart = false)
{
    public int Length => End - Start;
}
