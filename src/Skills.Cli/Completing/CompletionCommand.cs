using System.CommandLine;
using System.Reflection;
using Skills.Cli.Shell;

namespace Skills.Cli.Completing;

/// <summary><c>skills completion</c>: a script that completes commands, options and skills in a shell.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<CompletionShell> _shell = new("shell") { Description = "The shell: bash, zsh, fish or pwsh.", HelpName = "bash|zsh|fish|pwsh" };

    public CompletionCommand(CliHost host, CommonOptions common) : base(
        "completion",
        "Prints the script that completes commands, options and skills in a shell.",
        host,
        common,
        "source <(skills completion bash)",
        "skills completion zsh > \"${fpath[1]}/_skills\"",
        "skills completion fish > ~/.config/fish/completions/skills.fish",
        "skills completion pwsh | Out-String | Invoke-Expression") => Add(_shell);

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Skills.Cli.completion.{call.Get(_shell).ToString().ToLowerInvariant()}")!;
        await using var closing = stream.ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        call.Terminal.Result((await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).TrimEnd());
        return ExitCode.Done;
    }
}
