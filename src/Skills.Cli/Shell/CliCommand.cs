using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Skills.Engine;

namespace Skills.Cli.Shell;

/// <summary>A command: its examples, and the one place where failures become exit codes.</summary>
internal abstract class CliCommand : Command
{
    private readonly CliHost _host;
    private readonly CommonOptions _common;

    protected CliCommand(string name, string description, CliHost host, CommonOptions common, params string[] examples) : base(name, description)
    {
        (_host, _common, Examples) = (host, common, examples);
        SetAction(GuardAsync);
    }

    /// <summary>Gets command lines that work, for the help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Gets the time to end after Ctrl-C: long enough to write the report of a canceled run, short enough for a person who waits.</summary>
    public virtual TimeSpan CancellationGrace => TimeSpan.FromSeconds(10);

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken);

    private async Task<int> GuardAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var call = new CommandCall(parsed, _host, _common);
        try
        {
            return await RunAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (CliException e)
        {
            call.Terminal.Problem(e.Message);
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note("Canceled.");
            return ExitCode.Canceled;
        }
        catch (ValidationException e)
        {
            call.Terminal.Problem(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is SkillDefinitionException or ModelCatalogException or OptionsValidationException or IOException or UnauthorizedAccessException)
        {
            call.Terminal.Problem(e.Message);
            return ExitCode.Unreadable;
        }
    }
}
