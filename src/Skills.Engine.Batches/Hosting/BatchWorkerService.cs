using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Hosting;

/// <summary>Finds running runs and works on them, as long as the host runs.</summary>
internal sealed class BatchWorkerService(SkillBatches batches, SkillExecutionEngine engine, IBatchStore store, BatchesOptions options, BatchGauges gauges, TimeProvider time, ILogger<BatchWorkerService> logger) : BackgroundService
{
    private const int MostRuns = 100;

    private readonly HashSet<string> _unfit = new(StringComparer.Ordinal);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await batches.DrainAsync().ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isChecked = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                isChecked = isChecked || await TryCheckAsync(stoppingToken).ConfigureAwait(false);
                await JoinRunsAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not BatchException && !stoppingToken.IsCancellationRequested)
            {
                HostingLog.StoreFailed(logger, e.GetType().Name);
            }

            await Task.Delay(options.LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A store that cannot work ends the host; what is only risky is a warning.
    private async Task<bool> TryCheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var warning in await store.CheckAsync(cancellationToken).ConfigureAwait(false))
            {
                HostingLog.StoreWarning(logger, warning);
            }

            return true;
        }
        catch (Exception e) when (e is not BatchException && !cancellationToken.IsCancellationRequested)
        {
            HostingLog.StoreFailed(logger, e.GetType().Name);
            return false;
        }
    }

    private async Task JoinRunsAsync(CancellationToken cancellationToken)
    {
        var progress = new List<BatchProgress>();
        foreach (var run in (await store.ListAsync(MostRuns, cancellationToken).ConfigureAwait(false)).Where(static r => r.State == BatchRunState.Running))
        {
            if (await store.CountAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } counts)
            {
                progress.Add(counts);
            }

            if (batches.WorksOn(run.Id))
            {
                continue;
            }

            if (engine.Catalog.Find($"{run.Skill}@{run.SkillVersion}") is { } skill && engine.HashOf(skill) == run.SkillHash)
            {
                await JoinAsync(run, skill, cancellationToken).ConfigureAwait(false);
            }
            else if (_unfit.Add(run.Id))
            {
                HostingLog.SkillMissing(logger, run.Id, run.Skill, run.SkillVersion);
            }
        }

        gauges.Show(progress);
    }

    private async Task JoinAsync(BatchRun run, Skill skill, CancellationToken cancellationToken)
    {
        try
        {
            await batches.JoinAsync(run, skill, cancellationToken).ConfigureAwait(false);
        }
        catch (BatchException)
        {
            // Another process has the run, or it ended meanwhile. The next look sees.
        }
    }
}
