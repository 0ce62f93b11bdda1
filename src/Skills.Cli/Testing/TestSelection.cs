using System.CommandLine;
using System.CommandLine.Completions;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Testing;

/// <summary>What was named on the command line: a folder, and skills, files or cases in it.</summary>
/// <param name="Dir">The folder; null when none was named.</param>
/// <param name="Names">Skills, files and cases; empty for all.</param>
internal sealed record TestSelection(string? Dir, IReadOnlyList<string> Names)
{
    /// <summary>Returns the argument, with completion of skills.</summary>
    public static Argument<string[]> Argument(CliHost host, CommonOptions common)
    {
        var argument = new Argument<string[]>("case")
        {
            Description = "Skills, files, or cases as skill#case. '*' stands for any text. A folder is searched instead of --dir. Default: everything.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "case",
        };
        argument.CompletionSources.Add(context => (IEnumerable<CompletionItem>)SkillArgument.Names(host, context.ParseResult.GetValue(common.Dir)));
        return argument;
    }

    /// <summary>Reads what was typed.</summary>
    public static TestSelection Of(CommandCall call, string[]? typed)
    {
        var words = typed ?? [];
        var folders = words.Where(w => Directory.Exists(call.Host.FullPath(w))).ToList();
        if (folders.Count > 1 || (folders.Count == 1 && call.Dir is not null))
        {
            throw new CliException(ExitCode.Usage, "Name one folder only.");
        }

        return new(folders is [var only] ? only : call.Dir, [.. words.Except(folders).Select(w => File.Exists(call.Host.FullPath(w)) ? call.Host.ShortPath(call.Host.FullPath(w)) : w)]);
    }

    /// <summary>Fails when a named skill is refused: its cases would be missing silently.</summary>
    /// <returns>True when files are refused that were not named.</returns>
    public bool ReportRefused(CommandCall call, CliEngine engine)
    {
        var refused = engine.Catalog.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.File).Distinct().ToList();
        foreach (var file in refused)
        {
            var name = Path.GetFileName(file);
            if (Names.Any(n => name.StartsWith(n.Split('#')[0] + ".", StringComparison.OrdinalIgnoreCase) || n.Split('#')[0].EndsWith(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new CliException(ExitCode.Unreadable, $"{call.Host.ShortPath(file)} has errors, so its cases cannot run. 'skills validate' shows them.");
            }
        }

        if (Names.Count > 0 || refused.Count == 0)
        {
            return false;
        }

        foreach (var file in refused)
        {
            call.Terminal.Problem($"{call.Host.ShortPath(file)} has errors, so its cases did not run. 'skills validate' shows them.");
        }

        return true;
    }
}
