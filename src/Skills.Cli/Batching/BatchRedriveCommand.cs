using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch redrive</c>.</summary>
internal sealed class BatchRedriveCommand(CliHost host, CommonOptions common)
    : BatchRunCommand("redrive", "Makes the failed lines of a batch wait again. They run when the batch is started or resumed again.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, string run, CancellationToken cancellationToken)
    {
        var redriven = await batches.RedriveAsync(run, cancellationToken: cancellationToken).ConfigureAwait(false);
        call.Terminal.Note($"{redriven} line(s) wait again.");
        return redriven > 0 ? ExitCode.Done : ExitCode.NothingMatched;
    }
}
