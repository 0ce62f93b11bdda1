using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Skills.Cli.Shell;

/// <summary>Writes the help of a command and then its examples.</summary>
/// <param name="inner">Writes everything but the examples.</param>
internal sealed class ExamplesHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = inner.Invoke(parseResult);
        if (ExamplesOf(parseResult.CommandResult.Command) is { Count: > 0 } examples)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return exit;
    }

    // A command that only groups others shows one example of each.
    private static IReadOnlyList<string> ExamplesOf(Command command) => command switch
    {
        CliCommand single => single.Examples,
        RootCommand => [],
        _ => [.. command.Subcommands.OfType<CliCommand>().SelectMany(static c => c.Examples.Take(1))],
    };
}
