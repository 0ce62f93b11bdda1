using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch status</c>.</summary>
internal sealed class BatchStatusCommand(CliHost host, CommonOptions common)
    : BatchJournalCommand("status", "Shows the progress of a batch and its failures by code, also while it runs.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, CancellationToken cancellationToken)
    {
        var progress = await batches.GetProgressAsync(BatchFiles.Run, cancellationToken).ConfigureAwait(false);
        call.Terminal.Result($"{progress.Run.Skill} {progress.Run.SkillVersion}: {(progress.Run.State == BatchRunState.Running && progress.InFlight == 0 ? "not finished" : progress.Run.State.ToString().ToLowerInvariant())}");
        call.Terminal.Result(BatchFiles.Line(progress));
        foreach (var (code, count) in progress.Failures.OrderByDescending(static f => f.Value).ThenBy(static f => f.Key, StringComparer.Ordinal))
        {
            call.Terminal.Result($"{count} × {code}");
        }

        if (progress.Run.StopMessage is { } message)
        {
            call.Terminal.Result(message);
        }

        return ExitCode.Done;
    }
}
