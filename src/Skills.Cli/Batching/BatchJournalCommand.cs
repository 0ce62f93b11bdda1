using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>A command on the batch of some results.</summary>
internal abstract class BatchJournalCommand : CliCommand
{
    private readonly Option<string> _out = BatchFiles.Out();

    protected BatchJournalCommand(string name, string description, CliHost host, CommonOptions common) : base(name, description, host, common, $"skills batch {name} --out results.jsonl") => Add(_out);

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var journal = BatchFiles.Journal(call.Host.FullPath(call.Get(_out)!), mustExist: true);
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = true, Journal = journal });
        await using var closing = engine.ConfigureAwait(false);
        try
        {
            return await RunAsync(call, engine.Engine.Batches, cancellationToken).ConfigureAwait(false);
        }
        catch (BatchException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Message);
        }
    }

    /// <summary>Runs the command.</summary>
    protected abstract Task<int> RunAsync(CommandCall call, SkillBatches batches, CancellationToken cancellationToken);
}
