namespace Skills.Cli.Doctoring;

/// <summary>The outcome of a check.</summary>
internal enum CheckState
{
    /// <summary>Everything is as it should be.</summary>
    Ok,

    /// <summary>Something is not set up, and some commands work without it.</summary>
    Note,

    /// <summary>Something is wrong.</summary>
    Failed,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="State">The outcome.</param>
/// <param name="Message">What was found. Contains no key.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Check(string Name, CheckState State, string Message, string? Advice = null);
