namespace Skills.Engine.Batches.Storage;

/// <summary>
/// Keeps runs. Each call is atomic, and may be repeated after a lost reply without another effect, apart from claims, which then
/// wait for the end of their lease. Thread-safe.
/// </summary>
internal interface IBatchStore
{
    /// <summary>Gets how long a claim lasts without renewal; null when claims last as long as the process that holds the run.</summary>
    TimeSpan? Lease { get; }

    /// <summary>Returns a sentence for each setting of the server by which runs may be lost.</summary>
    /// <exception cref="BatchException">The server cannot keep runs.</exception>
    ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Takes the run for this process, if only one process may work on it at a time.</summary>
    /// <exception cref="BatchException">Another process has it.</exception>
    ValueTask<IAsyncDisposable?> HoldAsync(string run, CancellationToken cancellationToken);

    /// <summary>Stores a new run; false when one with its id exists.</summary>
    ValueTask<bool> CreateAsync(BatchRun run, CancellationToken cancellationToken);

    /// <summary>Returns a run; null when there is none.</summary>
    ValueTask<BatchRun?> FindAsync(string run, CancellationToken cancellationToken);

    /// <summary>Returns the newest runs, the newest first.</summary>
    ValueTask<IReadOnlyList<BatchRun>> ListAsync(int most, CancellationToken cancellationToken);

    /// <summary>Replaces the policy of a run.</summary>
    ValueTask ChangeAsync(string run, BatchRunOptions options, CancellationToken cancellationToken);

    /// <summary>Changes the state if it is one of <paramref name="from"/>.</summary>
    ValueTask<bool> MoveAsync(string run, IReadOnlyList<BatchRunState> from, BatchMove to, CancellationToken cancellationToken);

    /// <summary>Returns how far the source was read.</summary>
    ValueTask<SourcePosition> PositionAsync(string run, CancellationToken cancellationToken);

    /// <summary>Adds items and moves the position, both or neither. Does nothing when the position is no longer <paramref name="before"/>.</summary>
    /// <returns>The position that is stored now.</returns>
    ValueTask<SourcePosition> AppendAsync(string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken);

    /// <summary>Gives items to a worker.</summary>
    ValueTask<BatchClaims> ClaimAsync(string run, string worker, int most, CancellationToken cancellationToken);

    /// <summary>Keeps claims for another lease.</summary>
    ValueTask RenewAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken);

    /// <summary>Returns claims that were not started, as if they were never made.</summary>
    ValueTask ReleaseAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken);

    /// <summary>Records outcomes, each of them at once. The first result of an item is kept; another has no effect.</summary>
    ValueTask RecordAsync(string run, string worker, IReadOnlyList<BatchOutcome> outcomes, CancellationToken cancellationToken);

    /// <summary>Returns the numbers of a run.</summary>
    ValueTask<BatchProgress?> CountAsync(string run, CancellationToken cancellationToken);

    /// <summary>Reads results in pieces.</summary>
    /// <param name="run">The run.</param>
    /// <param name="query">Which results.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<BatchItemResult> ReadAsync(string run, ResultQuery query, CancellationToken cancellationToken);

    /// <summary>Makes dead letters wait again with fresh attempts, and returns how many.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rows">Their rows; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<long> RedriveAsync(string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken);

    /// <summary>Ends a run that no worker works on, so that it takes no further items and results and can be deleted.</summary>
    /// <returns>False when there is no such run.</returns>
    /// <exception cref="BatchException">It is running, or a worker has items of it.</exception>
    ValueTask<bool> RetireAsync(string run, CancellationToken cancellationToken);

    /// <summary>Deletes everything of a retired run, in pieces. Goes on after a call that broke off.</summary>
    ValueTask DeleteAsync(string run, CancellationToken cancellationToken);

    /// <summary>Stores a batch of a provider, in place of the record with its key.</summary>
    ValueTask SaveVendorBatchAsync(string run, VendorBatchRecord record, CancellationToken cancellationToken);

    /// <summary>Forgets a batch of a provider.</summary>
    ValueTask RemoveVendorBatchAsync(string run, string key, CancellationToken cancellationToken);

    /// <summary>Returns the batches of providers, in the order of their keys.</summary>
    ValueTask<IReadOnlyList<VendorBatchRecord>> VendorBatchesAsync(string run, CancellationToken cancellationToken);
}
