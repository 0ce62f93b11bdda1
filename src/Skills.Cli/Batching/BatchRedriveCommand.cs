using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch redrive</c>.</summary>
internal sealed class BatchRedriveCommand(CliHost host, CommonOptions common)
    : BatchJournalCommand("redrive", "Makes the failed lines of a batch wait again. They run when the batch is started again.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, CancellationToken cancellationToken)
    {
        var redriven = await batches.RedriveAsync(BatchFiles.Run, cancellationToken: cancellationToken).ConfigureAwait(false);
        call.Terminal.Note($"{redriven} line(s) wait again.");
        return redriven > 0 ? ExitCode.Done : ExitCode.NothingMatched;
    }
}
