namespace Skills.Cli.Creating;

/// <summary>The kind of skill that <c>skills new</c> begins with.</summary>
internal enum Starter
{
    /// <summary>Sorts a text.</summary>
    Classify,

    /// <summary>Extracts data from a text.</summary>
    Extract,

    /// <summary>Writes a text.</summary>
    Write,

    /// <summary>Reviews code.</summary>
    Review,
}
