using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>Shows the runs that a worker works on.</summary>
internal sealed class BatchWatch(BatchWorkerHost worker, CommandCall call, Action<string> show)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>Shows the runs until the command is canceled, the worker ends by itself, or no run is left.</summary>
    /// <param name="once">Whether to end when no run is left.</param>
    /// <param name="cancellationToken">Ends it, without an exception.</param>
    /// <returns>False if the worker ended by itself, because the store cannot keep runs.</returns>
    public async Task<bool> RunAsync(bool once, CancellationToken cancellationToken)
    {
        var ended = worker.Ended;
        while (!cancellationToken.IsCancellationRequested && !ended.IsCancellationRequested)
        {
            if (await TryLookAsync(cancellationToken).ConfigureAwait(false) && once && _running.Count == 0)
            {
                return true;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
            await Task.Delay(LookEvery, call.Host.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return cancellationToken.IsCancellationRequested;
    }

    // The store may be down for a while. The worker itself warns of that.
    private async Task<bool> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            show("the store does not answer");
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var run in await worker.Engine.Batches.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (run.State == BatchRunState.Running && worker.Engine.Catalog.Find($"{run.Skill}@{run.SkillVersion}") is not null)
            {
                var progress = await worker.Engine.Batches.GetProgressAsync(run.Id, cancellationToken).ConfigureAwait(false);
                lines.Add($"{run.Id}: {BatchFiles.Line(progress)}");
                Note(_running.Add(run.Id), $"{run.Id} of {run.Skill} {run.SkillVersion} began.");
            }
            else
            {
                Note(_running.Remove(run.Id), $"{run.Id} is {run.State.ToString().ToLowerInvariant()}.");
            }
        }

        show(lines switch { [] => "waits for batches", [var line] => line, [var line, ..] => $"{line} · {lines.Count - 1} more" });
    }

    private void Note(bool isNew, string line)
    {
        if (isNew)
        {
            call.Terminal.Note(line);
        }
    }
}
