using System.CommandLine;
using System.CommandLine.Help;
using Skills.Cli.Batching;
using Skills.Cli.Catalog;
using Skills.Cli.Checking;
using Skills.Cli.Comparing;
using Skills.Cli.Completing;
using Skills.Cli.Converting;
using Skills.Cli.Creating;
using Skills.Cli.Describing;
using Skills.Cli.Doctoring;
using Skills.Cli.Exporting;
using Skills.Cli.Improving;
using Skills.Cli.ModelCatalogs;
using Skills.Cli.Recordings;
using Skills.Cli.Routing;
using Skills.Cli.Running;
using Skills.Cli.Serving;
using Skills.Cli.Shell;
using Skills.Cli.Testing;

namespace Skills.Cli.App;

/// <summary>The root command with every command below it.</summary>
internal static class SkillsRoot
{
    /// <summary>Makes the commands. Nothing is read or opened before one of them runs.</summary>
    public static RootCommand Create(CliHost host)
    {
        var common = new CommonOptions();
        var root = new RootCommand("Writes, checks, runs and tests AI skills. 'skills <command> --help' shows examples.")
        {
            new NewCommand(host, common),
            new ListCommand(host, common),
            new ValidateCommand(host, common),
            new RenderCommand(host, common),
            new RunCommand(host, common),
            new TestCommand(host, common),
            new EvalCommand(host, common),
            new DiffCommand(host, common),
            new OptimizeCommand(host, common),
            new ExplainCommand(host, common),
            new ConvertCommand(host, common),
            new ExportCommand(host, common),
            new ServeCommand(host, common),
            new CassettesCommand(host, common),
            new BatchCommand(host, common),
            new ModelsCommand(host, common),
            new RouteCommand(host, common),
            new DoctorCommand(host, common),
            new CompletionCommand(host, common),
        };
        common.AddTo(root);
        ChoiceCompletion.AddTo(root);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            // '/h' and '/?' look like paths, and a shell would complete them.
            help.Aliases.Remove("/h");
            help.Aliases.Remove("/?");
            if (help.Action is HelpAction inner)
            {
                help.Action = new ExamplesHelp(inner);
            }
        }

        return root;
    }
}
