namespace Skills.Cli.Completing;

/// <summary>A shell with completion.</summary>
internal enum CompletionShell
{
    /// <summary>GNU bash 4 or later.</summary>
    Bash,

    /// <summary>zsh.</summary>
    Zsh,

    /// <summary>fish.</summary>
    Fish,

    /// <summary>PowerShell 7.</summary>
    Pwsh,
}
