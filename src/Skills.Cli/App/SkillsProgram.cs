using System.CommandLine;
using System.CommandLine.Invocation;
using Skills.Cli.Shell;

namespace Skills.Cli.App;

/// <summary>Runs one command line.</summary>
internal static class SkillsProgram
{
    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="host">The surroundings.</param>
    /// <param name="cancellationToken">Ends the command as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host, CancellationToken cancellationToken = default)
    {
        // '@file' names inputs here, not a file of further arguments.
        var parsed = SkillsRoot.Create(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return ReportUsage(parsed, host);
        }

        var configuration = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = (parsed.CommandResult.Command as CliCommand)?.CancellationGrace,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Messages of unexpected exceptions may quote content, so only the type and the place are shown.
            await host.Error.WriteLineAsync($"error: Unexpected {e.GetType().Name} in the skills tool. Please report it with this place:\n{e.StackTrace}").ConfigureAwait(false);
            return ExitCode.Internal;
        }
        finally
        {
            await host.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static int ReportUsage(ParseResult parsed, CliHost host)
    {
        foreach (var error in parsed.Errors)
        {
            host.Error.WriteLine($"error: {PlainText.Of(error.Message)}");
        }

        var path = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            path.Insert(0, at.Command.Name);
        }

        foreach (var unknown in parsed.UnmatchedTokens.Take(1))
        {
            if (NameHint.Of(unknown, parsed.CommandResult.Command.Children.Select(static c => c.Name)) is { } near)
            {
                host.Error.WriteLine($"Did you mean '{near}'?");
            }
        }

        host.Error.WriteLine($"Run '{string.Join(' ', path)} --help' for the options and examples.");
        return ExitCode.Usage;
    }
}
