namespace Skills.Cli.Shell;

/// <summary>When colors are written.</summary>
internal enum ColorChoice
{
    /// <summary>To a terminal that takes them.</summary>
    Auto,

    /// <summary>Also into files and pipes.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
