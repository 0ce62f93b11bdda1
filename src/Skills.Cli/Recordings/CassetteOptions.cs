using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Recordings;

/// <summary>The options that say for which runs recordings are kept.</summary>
internal sealed class CassetteOptions
{
    private readonly Option<string?> _cassettes = new("--cassettes") { Description = "Folder of all recordings. Default: 'cassettes' beside each skill file.", HelpName = "folder" };
    private readonly Option<string[]> _models = new("--model", "-m") { Description = "Columns that are recorded too, as models separated by commas.", HelpName = "a,b" };
    private readonly Option<int?> _repeat = new("--repeat") { Description = "How often cases are recorded. Default: as their files say.", HelpName = "n" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_cassettes);
        command.Add(_models);
        command.Add(_repeat);
    }

    /// <summary>Returns the recordings, each replayed.</summary>
    public static async Task<(CassetteLibrary Library, IReadOnlyList<CassetteInfo> Cassettes)> ListAsync(CommandCall call, CliEngine engine, CancellationToken cancellationToken)
    {
        var library = new CassetteLibrary(engine.Tests!);
        var cassettes = await call.Terminal.WaitAsync("replaying", () => library.ListAsync(engine.Catalog.Definitions, cancellationToken)).ConfigureAwait(false);
        return (library, cassettes);
    }

    /// <summary>Returns the settings of the engine.</summary>
    public EngineSettings Read(CommandCall call)
    {
        if (call.Get(_repeat) is < 1 or > 1000)
        {
            throw new CliException(ExitCode.Usage, "--repeat must be from 1 to 1000.");
        }

        var models = (call.Get(_models) ?? []).SelectMany(static t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return EngineSettings.Of(call) with
        {
            Tests = new()
            {
                BaseDirectory = call.Host.Folder,
                CassetteDirectory = call.Get(_cassettes) is { } folder ? call.Host.FullPath(folder) : null,
                Repeat = call.Get(_repeat),
                Targets = models.Count == 0 ? [] : [SkillTestTarget.AsWritten, .. SkillTestTarget.Grid(models)],
            },
        };
    }
}
