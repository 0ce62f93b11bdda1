using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;

namespace Skills.Cli.Recordings;

/// <summary><c>skills cassettes prune</c>.</summary>
internal sealed class CassettePruneCommand : CliCommand
{
    private readonly CassetteOptions _options = new();
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Deletes the files. Without it, they are only listed." };

    public CassettePruneCommand(CliHost host, CommonOptions common) : base(
        "prune", "Deletes recorded answers that no longer fit a case.", host, common, "skills cassettes prune", "skills cassettes prune --yes")
    {
        _options.AddTo(this);
        Add(_yes);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(_options.Read(call));
        await using var closing = engine.ConfigureAwait(false);
        var (library, cassettes) = await CassetteOptions.ListAsync(call, engine, cancellationToken).ConfigureAwait(false);
        var stale = cassettes.Where(static c => c.StaleReason is not null).ToList();
        foreach (var cassette in stale)
        {
            call.Terminal.Result($"{cassette.File}: {cassette.StaleReason}");
        }

        if (call.Get(_yes))
        {
            call.Terminal.Note($"{library.Prune(stale).Count} deleted.");
        }
        else
        {
            call.Terminal.Note(stale.Count == 0 ? "Every recording fits a case." : $"{stale.Count} would be deleted. Add --yes to do it.");
        }

        return ExitCode.Done;
    }
}
