namespace Skills.Cli.Shell;

/// <summary>Ends a command with a sentence for the user and an exit code.</summary>
/// <param name="exitCode">One of <see cref="Shell.ExitCode"/>.</param>
/// <param name="message">Contains no secret and no stack trace.</param>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>Gets the exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
