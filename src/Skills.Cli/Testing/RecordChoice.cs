namespace Skills.Cli.Testing;

/// <summary>Which answers are recorded.</summary>
internal enum RecordChoice
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those without a usable recording.</summary>
    Missing,

    /// <summary>All.</summary>
    All,
}
