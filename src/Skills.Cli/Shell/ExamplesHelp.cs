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
        if (parseResult.CommandResult.Command is CliCommand { Examples: { Count: > 0 } examples })
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
}
