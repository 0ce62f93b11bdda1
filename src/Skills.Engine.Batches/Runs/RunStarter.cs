using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Batches.VendorBatches;

namespace Skills.Engine.Batches.Runs;

/// <summary>Starts and resumes runs in this process.</summary>
internal sealed class RunStarter(SkillExecutionEngine engine, IBatchStore store, LocalRuns local, IReadOnlyDictionary<string, IModelBatchClient> vendors, int maxItemBytes, int? parallelism, TimeProvider time, ILogger logger)
{
    public static BatchException NotFound(string run) => new($"There is no run '{run}' in this store. List the runs, or start it.");

    public async Task<BatchRun> StartAsync(Skill skill, BatchSource source, BatchRunOptions options, CancellationToken cancellationToken)
    {
        RunPolicy.Validate(options);
        var id = options.Id ?? Guid.CreateVersion7(time.GetUtcNow()).ToString("n");
        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw Exists(id);
        }

        var complete = await RunPolicy.CompleteAsync(options with { Id = id }, skill, engine, token => FirstAsync(skill, source, token), cancellationToken).ConfigureAwait(false);
        var run = new BatchRun { Id = id, Skill = skill.Slug, SkillVersion = skill.Version, SkillHash = engine.HashOf(skill), Options = complete, CreatedAt = time.GetUtcNow() };
        var hold = await store.HoldAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await store.CreateAsync(run, cancellationToken).ConfigureAwait(false))
            {
                throw Exists(id);
            }

            Begin(run, skill, source, hold);
            return run;
        }
        catch
        {
            await ReleaseAsync(hold).ConfigureAwait(false);
            throw;
        }
    }

    public async Task<BatchRun> ResumeAsync(string id, Skill skill, BatchSource? source, Func<BatchRunOptions, BatchRunOptions>? change, CancellationToken cancellationToken)
    {
        var run = await store.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NotFound(id);
        Require(run, skill);
        source ??= local.Find(id)?.Source;
        var hold = await store.HoldAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            run = run with { Options = await ChangeAsync(run, skill, source, change, cancellationToken).ConfigureAwait(false) };
            if (!await store.MoveAsync(id, [BatchRunState.Running, BatchRunState.Paused, BatchRunState.Stopped], new(BatchRunState.Running), cancellationToken).ConfigureAwait(false)
                && await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { State: BatchRunState.Canceled })
            {
                throw Canceled(id);
            }

            run = await store.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NotFound(id);
            Begin(run, skill, source, hold);
            return run;
        }
        catch
        {
            await ReleaseAsync(hold).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Works on a running run whose source another process reads.</summary>
    public async Task JoinAsync(BatchRun run, Skill skill, CancellationToken cancellationToken)
    {
        Require(run, skill);
        var hold = await store.HoldAsync(run.Id, cancellationToken).ConfigureAwait(false);
        try
        {
            Begin(run, skill, source: null, hold);
        }
        catch
        {
            await ReleaseAsync(hold).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the batches at providers of a canceled run that no part of this process works on.</summary>
    public Task EndVendorBatchesAsync(string run, CancellationToken cancellationToken) => new VendorStore(run, store, vendors, logger).EndAsync(cancellationToken);

    private void Require(BatchRun run, Skill skill)
    {
        if (run.State == BatchRunState.Canceled)
        {
            throw Canceled(run.Id);
        }

        if (engine.HashOf(skill) is var hash && hash != run.SkillHash)
        {
            throw new BatchException($"The run '{run.Id}' is pinned to '{run.Skill}' {run.SkillVersion} with the hash {run.SkillHash[..12]}, and this skill has the hash {hash[..12]}. Resume it with the skill as it was, or start a new run.");
        }
    }

    private async Task<BatchRunOptions> ChangeAsync(BatchRun run, Skill skill, BatchSource? source, Func<BatchRunOptions, BatchRunOptions>? change, CancellationToken cancellationToken)
    {
        if (change is null)
        {
            return run.Options;
        }

        var changed = change(run.Options) with { Id = run.Id };
        RunPolicy.Validate(changed);
        changed = await RunPolicy.CompleteAsync(changed, skill, engine, async token => source is null
            ? throw new BatchException("A budget needs to know what one item may cost. Set MaxItemCostUsd, or resume with the source.")
            : await FirstAsync(skill, source, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await store.ChangeAsync(run.Id, changed, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    private void Begin(BatchRun run, Skill skill, BatchSource? source, IAsyncDisposable? hold)
    {
        var work = new BatchWork
        {
            Run = parallelism is { } own ? run with { Options = run.Options with { Parallelism = own } } : run,
            Store = store,
            Calls = new(time, logger),
            Time = time,
            Worker = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7(time.GetUtcNow()):n}",
        };
        var vendor = run.Options.VendorBatches is null ? null : new VendorQueue(run, store, work.Calls, vendors, time, logger);
        var part = new LocalRun(work, vendor, hold, logger) { Source = source };
        local.Add(run.Id, part);
        part.Start(source is null ? null : new(work, skill, source, maxItemBytes), new(work, new(engine, skill, run, vendor, time)));
    }

    private async ValueTask<BatchItem?> FirstAsync(Skill skill, BatchSource source, CancellationToken cancellationToken)
    {
        await foreach (var item in source.ReadAsync(new(skill, maxItemBytes), cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            return item;
        }

        return null;
    }

    private static ValueTask ReleaseAsync(IAsyncDisposable? hold) => hold?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static BatchException Exists(string run) => new($"A run '{run}' exists in this store. Resume it, or start one with another id.");

    private static BatchException Canceled(string run) => new($"The run '{run}' was canceled, and cannot be resumed. Start a new run.");
}
