using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch delete</c>.</summary>
internal sealed class BatchDeleteCommand(CliHost host, CommonOptions common)
    : BatchRunCommand("delete", "Deletes a batch that is not running from its store, with items, results and counters. The file with the results is kept.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, string run, CancellationToken cancellationToken)
    {
        var deleted = await batches.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
        call.Terminal.Note(deleted ? "Deleted." : $"There is no run '{run}' in this store.");
        return deleted ? ExitCode.Done : ExitCode.NothingMatched;
    }
}
