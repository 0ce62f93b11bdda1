namespace Skills.Cli.Shell;

/// <summary>The exit codes of every command. They are part of the tool's contract with scripts.</summary>
internal static class ExitCode
{
    /// <summary>Done, and everything passed.</summary>
    public const int Done = 0;

    /// <summary>The command ran, and a test, rule or finding failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an input is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A skill, test or setting cannot be read.</summary>
    public const int Unreadable = 3;

    /// <summary>A provider, the network or a budget stopped the command.</summary>
    public const int Provider = 4;

    /// <summary>No skill, test or model matches.</summary>
    public const int NothingMatched = 5;

    /// <summary>A fault of the tool itself, as in sysexits.h.</summary>
    public const int Internal = 70;

    /// <summary>Canceled with Ctrl-C.</summary>
    public const int Canceled = 130;
}
