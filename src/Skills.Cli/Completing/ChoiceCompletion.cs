using System.CommandLine;
using System.CommandLine.Completions;

namespace Skills.Cli.Completing;

/// <summary>Completes options and arguments with a fixed set of values as the help writes them.</summary>
internal static class ChoiceCompletion
{
    /// <summary>Replaces the completion of every choice in a command and those below it.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options.Where(static o => o.ValueType.IsEnum))
        {
            Replace(option.CompletionSources, option.HelpName);
        }

        foreach (var argument in command.Arguments.Where(static a => a.ValueType.IsEnum))
        {
            Replace(argument.CompletionSources, argument.HelpName);
        }

        foreach (var below in command.Subcommands)
        {
            AddTo(below);
        }
    }

    // The names of an enumeration are not what the help shows: some are defaults that nobody types.
    private static void Replace(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, string? helpName)
    {
        if (helpName?.Split('|') is { Length: > 1 } values)
        {
            sources.Clear();
            sources.Add(_ => values.Select(static v => new CompletionItem(v)));
        }
    }
}
