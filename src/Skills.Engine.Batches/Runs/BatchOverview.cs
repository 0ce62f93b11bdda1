using System.Runtime.CompilerServices;

namespace Skills.Engine.Batches.Runs;

/// <summary>The batch runs of the store as dashboards see them.</summary>
internal sealed class BatchOverview(SkillBatches batches, SkillExecutionEngine engine) : IBatchOverview
{
    public async ValueTask<IReadOnlyList<BatchSummary>> ListAsync(int limit, CancellationToken cancellationToken = default)
    {
        var summaries = new List<BatchSummary>();
        foreach (var run in await batches.ListAsync(limit, cancellationToken).ConfigureAwait(false))
        {
            if (await FindAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } summary)
            {
                summaries.Add(summary);
            }
        }

        return summaries;
    }

    public async ValueTask<BatchSummary?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await batches.FindProgressAsync(id, cancellationToken).ConfigureAwait(false) is { } progress ? progress.ToSummary() : null;

    public async IAsyncEnumerable<BatchSummary> WatchAsync(string id, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var progress in batches.WatchAsync(id, interval, cancellationToken).ConfigureAwait(false))
        {
            yield return progress.ToSummary();
        }
    }

    public async ValueTask<string?> ControlAsync(string id, BatchAction action, CancellationToken cancellationToken = default)
    {
        try
        {
            return action switch
            {
                BatchAction.Pause => await batches.PauseAsync(id, cancellationToken).ConfigureAwait(false) ? null : "The run is not running.",
                BatchAction.Cancel => await batches.CancelAsync(id, cancellationToken).ConfigureAwait(false) ? null : "The run is canceled or completed already.",
                BatchAction.Delete => await DeleteAsync(id, cancellationToken).ConfigureAwait(false),
                _ => await ResumeAsync(id, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (BatchException e)
        {
            return e.Message;
        }
    }

    private async ValueTask<string?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await batches.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<string?> ResumeAsync(string id, CancellationToken cancellationToken)
    {
        var progress = await batches.GetProgressAsync(id, cancellationToken).ConfigureAwait(false);
        var run = progress.Run;
        if (run.State == BatchRunState.Completed)
        {
            return "The run is completed. Redrive its failed items first.";
        }

        if (engine.Catalog.Find($"{run.Skill}@{run.SkillVersion}") is not { } skill)
        {
            return $"The catalog of this process has no skill '{run.Skill}' {run.SkillVersion}. Resume the run where it is.";
        }

        if (!progress.IsSourceDone && !batches.KnowsSource(id))
        {
            return "The source was not read to its end, and this process does not have it. Resume the run with SkillBatches.ResumeAsync and its source.";
        }

        await batches.ResumeAsync(id, skill, cancellationToken: cancellationToken).ConfigureAwait(false);
        return null;
    }
}
