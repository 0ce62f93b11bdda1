using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Results;
using Skills.Engine.Batches.Runs;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches;

/// <summary>
/// Runs a skill over many items: resumable, within a budget, and with each result recorded exactly once. Model calls are made at
/// least once. Thread-safe. Disposing it drains the runs of this process, which can be resumed later.
/// </summary>
public sealed class SkillBatches : IAsyncDisposable, IDisposable
{
    private readonly RunStarter _starter;
    private readonly IBatchStore _store;
    private readonly LocalRuns _local;
    private readonly TimeProvider _time;

    internal SkillBatches(SkillExecutionEngine engine, IBatchStore store, IEnumerable<IModelBatchClient> vendors, BatchesOptions options, int maxItemBytes, TimeProvider time, ILogger<SkillBatches> logger)
    {
        (_store, _time) = (store, time);
        _local = new(options.DrainTimeout, time);
        _starter = new(engine, store, _local, ByProvider(vendors), maxItemBytes, options.Parallelism, time, logger);
    }

    /// <summary>Starts a run in the background of this process.</summary>
    /// <param name="skill">The skill. The run is pinned to its content hash.</param>
    /// <param name="source">The items.</param>
    /// <param name="options">The policy; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start, not the run.</param>
    /// <returns>The record of the run.</returns>
    /// <exception cref="ArgumentException">A value of the policy is out of its range.</exception>
    /// <exception cref="BatchException">A run with this id exists, or a budget cannot be kept.</exception>
    /// <exception cref="BatchSourceException">The first item is needed for the budget and cannot be read.</exception>
    public Task<BatchRun> StartAsync(Skill skill, BatchSource source, BatchRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        ArgumentNullException.ThrowIfNull(source);
        return _starter.StartAsync(skill, source, options ?? new(), cancellationToken);
    }

    /// <summary>Goes on with a run that is paused, stopped or was left by a process that ended. Dead letters of a completed run need a redrive first.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="skill">The skill, with the content that the run is pinned to.</param>
    /// <param name="source">The same items as before; null if the source was read to its end, this process has it from before, or another process reads it.</param>
    /// <param name="change">Changes the policy, for example a higher budget; null keeps it.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="ArgumentException">A value of the policy is out of its range.</exception>
    /// <exception cref="BatchException">There is no such run, it was canceled, another process works on it, or the skill changed.</exception>
    public Task<BatchRun> ResumeAsync(string run, Skill skill, BatchSource? source = null, Func<BatchRunOptions, BatchRunOptions>? change = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        ArgumentNullException.ThrowIfNull(skill);
        return _starter.ResumeAsync(run, skill, source, change, cancellationToken);
    }

    /// <summary>Pauses a run: no further item is started in any process. What is under way is finished.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the run is not running.</returns>
    public async Task<bool> PauseAsync(string run, CancellationToken cancellationToken = default)
    {
        var moved = await _store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Paused), cancellationToken).ConfigureAwait(false);
        _local.Find(run)?.Drain();
        return moved;
    }

    /// <summary>Cancels a run for good, the executions that are under way in this process, and its batches at providers. Its results are kept.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the run is canceled or completed already.</returns>
    public async Task<bool> CancelAsync(string run, CancellationToken cancellationToken = default)
    {
        var moved = await _store.MoveAsync(run, [BatchRunState.Running, BatchRunState.Paused, BatchRunState.Stopped], new(BatchRunState.Canceled), cancellationToken).ConfigureAwait(false);
        if (_local.Find(run) is { Task.IsCompleted: false } local)
        {
            local.Abort();
        }
        else if (moved)
        {
            await _starter.EndVendorBatchesAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return moved;
    }

    /// <summary>
    /// Deletes a run that is not running: its items, results, counters and dead letters. What is left of its batches at providers is canceled
    /// first. A call that broke off is repeated with the same id. Tables and files that results were written to are kept.
    /// </summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call. The run is canceled then, and perhaps deleted in part.</param>
    /// <returns>False when there is no such run, as after a first call.</returns>
    /// <exception cref="BatchException">The run is running, a worker has items of it, or a provider did not cancel a batch. The message says what to do.</exception>
    public async Task<bool> DeleteAsync(string run, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        if (WorksOn(run))
        {
            throw DeletedRun.UnderWay(run);
        }

        var exists = await _store.RetireAsync(run, cancellationToken).ConfigureAwait(false);
        if (exists)
        {
            await _starter.EndVendorBatchesAsync(run, cancellationToken).ConfigureAwait(false);
            if (await _store.VendorBatchesAsync(run, cancellationToken).ConfigureAwait(false) is { Count: > 0 } left)
            {
                throw DeletedRun.AtProviders(run, left.Count);
            }
        }

        await _store.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
        _local.Forget(run);
        return exists;
    }

    /// <summary>Waits until the work of this process on a run ends, and returns the progress.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <exception cref="BatchException">There is no such run.</exception>
    public async Task<BatchProgress> WaitAsync(string run, CancellationToken cancellationToken = default)
    {
        if (_local.Find(run) is { } local)
        {
            await local.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await GetProgressAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns how far a run is.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BatchException">There is no such run.</exception>
    public async Task<BatchProgress> GetProgressAsync(string run, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        return await _store.CountAsync(run, cancellationToken).ConfigureAwait(false) ?? throw RunStarter.NotFound(run);
    }

    /// <summary>Returns how far a run is; null when there is no such run, as when it was deleted in the meantime.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<BatchProgress?> FindProgressAsync(string run, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        return await _store.CountAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Yields the progress of a run with rate and remaining time, now, after each interval, and when the run is no longer running.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="interval">The interval; null for one second.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="BatchException">There is no such run.</exception>
    public IAsyncEnumerable<BatchProgress> WatchAsync(string run, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        ProgressWatch.RunAsync(token => GetProgressAsync(run, token), interval ?? TimeSpan.FromSeconds(1), _time, cancellationToken);

    /// <summary>Returns the newest runs, the newest first.</summary>
    /// <param name="most">Most runs to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<BatchRun>> ListAsync(int most = 100, CancellationToken cancellationToken = default) =>
        await _store.ListAsync(most, cancellationToken).ConfigureAwait(false);

    /// <summary>Yields the results so far in the order of the rows, dead letters included.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<BatchItemResult> ResultsAsync(string run, CancellationToken cancellationToken = default) => ReadAsync(run, new(), cancellationToken);

    /// <summary>Yields the dead letters so far: items that failed for good, with the reason.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<BatchItemResult> DeadLettersAsync(string run, CancellationToken cancellationToken = default) => ReadAsync(run, new(DeadOnly: true), cancellationToken);

    /// <summary>Makes dead letters wait again, with fresh attempts. A completed run is paused then, and goes on when it is resumed.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="rows">The rows of the dead letters; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number of items that wait again.</returns>
    public async Task<long> RedriveAsync(string run, IReadOnlyList<long>? rows = null, CancellationToken cancellationToken = default)
    {
        await GetProgressAsync(run, cancellationToken).ConfigureAwait(false);
        var redriven = await _store.RedriveAsync(run, rows, cancellationToken).ConfigureAwait(false);
        if (redriven > 0)
        {
            await _store.MoveAsync(run, [BatchRunState.Completed], new(BatchRunState.Paused), cancellationToken).ConfigureAwait(false);
        }

        return redriven;
    }

    /// <summary>Writes the results so far to a file, which is replaced at once when it is complete.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="path">The file. <c>.csv</c> gives CSV with a header, any other ending JSON Lines.</param>
    /// <param name="cancellationToken">Ends the writing; the file is then as before.</param>
    /// <returns>The number of results.</returns>
    public Task<long> WriteResultsAsync(string run, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return ResultFile.WriteAsync(path, ResultsAsync(run, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Writes the results so far into a table, each once by run and row. A group of results is one transaction. Called again, it writes what
    /// is missing or was executed again since.
    /// </summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="database">The database. The caller disposes it.</param>
    /// <param name="table">The table, perhaps with its schema. It has the columns <c>run_id</c>, <c>item_row</c>, <c>item_id</c>, <c>status</c>, <c>outputs</c>, <c>error</c>, <c>model</c>, <c>cost_usd</c>, <c>cost_kind</c>, <c>attempts</c>, <c>repeats</c>, <c>execution_id</c> and <c>completed_at</c>, and the primary key <c>(run_id, item_row)</c>.</param>
    /// <param name="cancellationToken">Ends the writing. The groups before are written.</param>
    /// <returns>The number of results that were written now.</returns>
    /// <exception cref="ArgumentException">The name is not one of a table.</exception>
    /// <exception cref="BatchException">There is no such run, or the database refused a group.</exception>
    public Task<long> WriteResultsAsync(string run, DbDataSource database, string table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        return new ResultTable(database, table).WriteAsync(run, ResultsAsync(run, cancellationToken), cancellationToken);
    }

    internal bool KnowsSource(string run) => _local.Find(run)?.Source is not null;

    internal bool WorksOn(string run) => _local.Find(run) is { Task.IsCompleted: false };

    internal Task JoinAsync(BatchRun run, Skill skill, CancellationToken cancellationToken) => _starter.JoinAsync(run, skill, cancellationToken);

    internal Task DrainAsync() => _local.DrainAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _local.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _local.Dispose();

    // As with model clients, the one that was added last serves its provider.
    private static Dictionary<string, IModelBatchClient> ByProvider(IEnumerable<IModelBatchClient> vendors)
    {
        var clients = new Dictionary<string, IModelBatchClient>(StringComparer.OrdinalIgnoreCase);
        foreach (var vendor in vendors)
        {
            clients[vendor.Provider] = vendor;
        }

        return clients;
    }

    private async IAsyncEnumerable<BatchItemResult> ReadAsync(string run, ResultQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await GetProgressAsync(run, cancellationToken).ConfigureAwait(false);
        await foreach (var result in _store.ReadAsync(run, query, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }
}
