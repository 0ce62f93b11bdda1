using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch cancel</c>.</summary>
internal sealed class BatchCancelCommand(CliHost host, CommonOptions common)
    : BatchRunCommand("cancel", "Cancels a batch for good, also one that runs in another process. Its results are kept.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, string run, CancellationToken cancellationToken)
    {
        var canceled = await batches.CancelAsync(run, cancellationToken).ConfigureAwait(false);
        call.Terminal.Note(canceled ? "Canceled." : "The batch is completed or canceled already.");
        return canceled ? ExitCode.Done : ExitCode.NothingMatched;
    }
}
