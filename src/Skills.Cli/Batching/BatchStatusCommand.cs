using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch status</c>.</summary>
internal sealed class BatchStatusCommand(CliHost host, CommonOptions common)
    : BatchRunCommand("status", "Shows the progress of a batch and its failures by code, also while it runs.", host, common)
{
    protected override async Task<int> RunAsync(CommandCall call, SkillBatches batches, string run, CancellationToken cancellationToken)
    {
        var progress = await batches.GetProgressAsync(run, cancellationToken).ConfigureAwait(false);
        if (call.Output != OutputKind.Text)
        {
            WriteJson(call, progress);
            return ExitCode.Done;
        }

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

    private static void WriteJson(CommandCall call, BatchProgress progress)
    {
        Action<Action<Utf8JsonWriter>> write = call.Output == OutputKind.Json ? call.Terminal.Json : call.Terminal.JsonLine;
        write(writer => progress.ToSummary().WriteTo(writer));
    }
}
