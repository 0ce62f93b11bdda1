using System.Runtime.CompilerServices;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Runs in a SQLite file, worked on by one process at a time. SQLite is synchronous, so calls run on the caller's thread.</summary>
internal sealed class SqliteBatchStore(string path, TimeProvider time) : IBatchStore, IDisposable
{
    private const int ResultsAtATime = 500;
    private const int RowsAtATime = 10_000;

    private readonly JournalFile _file = new(path);
    private readonly SteadyClock _clock = new(time);

    public TimeSpan? Lease => null;

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => new([]);

    public ValueTask<IAsyncDisposable?> HoldAsync(string run, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        var hold = RunLock.Take(LockOf(run), run);
        try
        {
            _file.Run(t => JournalOutcomes.Recover(t, run, time.GetUtcNow()));
            return new(hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    public ValueTask<bool> CreateAsync(BatchRun run, CancellationToken cancellationToken) => new(_file.Run(t => JournalRuns.Create(t, run)));

    public ValueTask<BatchRun?> FindAsync(string run, CancellationToken cancellationToken) => new(_file.Run(t => JournalRuns.Find(t, run)));

    public ValueTask<IReadOnlyList<BatchRun>> ListAsync(int most, CancellationToken cancellationToken) => new(_file.Run(t => JournalRuns.List(t, most)));

    public ValueTask ChangeAsync(string run, BatchRunOptions options, CancellationToken cancellationToken) => Run(t => JournalRuns.Change(t, run, options));

    public ValueTask<bool> MoveAsync(string run, IReadOnlyList<BatchRunState> from, BatchMove to, CancellationToken cancellationToken) =>
        new(_file.Run(t => JournalRuns.Move(t, run, from, to)));

    public ValueTask<SourcePosition> PositionAsync(string run, CancellationToken cancellationToken) => new(_file.Run(t => JournalRuns.Position(t, run)));

    public ValueTask<SourcePosition> AppendAsync(string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken) => new(_file.Run(t =>
    {
        if (JournalRuns.MovePosition(t, run, before, after, items.Count))
        {
            JournalItems.Append(t, run, items);
        }

        return JournalRuns.Position(t, run);
    }));

    public ValueTask<BatchClaims> ClaimAsync(string run, string worker, int most, CancellationToken cancellationToken) =>
        new(_file.Run(t => JournalItems.Claim(t, run, most, _clock.Now)));

    // The lock on the run is the lease.
    public ValueTask RenewAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ReleaseAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) => Run(t => JournalItems.Release(t, run, claims));

    public ValueTask RecordAsync(string run, string worker, IReadOnlyList<BatchOutcome> outcomes, CancellationToken cancellationToken) => Run(t => JournalOutcomes.Record(t, run, outcomes, _clock.Now));

    public ValueTask<BatchProgress?> CountAsync(string run, CancellationToken cancellationToken) => new(_file.Run(t => JournalRuns.Count(t, run, time.GetUtcNow())));

    public async IAsyncEnumerable<BatchItemResult> ReadAsync(string run, ResultQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (_file.Run(t => JournalItems.Results(t, run, query.DeadOnly, after, ResultsAtATime)) is { Count: > 0 } page)
        {
            foreach (var result in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return result;
            }

            after = page[^1].Row;
            await Task.Yield();
        }
    }

    public ValueTask<long> RedriveAsync(string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken) => new(_file.Run(t => JournalItems.Redrive(t, run, rows)));

    // Who holds the run works on it. The name of the lock has the id, so it is not made for an id that is not one of a run.
    public async ValueTask<bool> RetireAsync(string run, CancellationToken cancellationToken)
    {
        if (await FindAsync(run, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        using var hold = RunLock.Take(LockOf(run), run);
        return _file.Run(t => JournalRuns.Retire(t, run));
    }

    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        while (!_file.Run(t => JournalRuns.Delete(t, run, RowsAtATime)))
        {
            // Other processes write between the pieces.
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public ValueTask SaveVendorBatchAsync(string run, VendorBatchRecord record, CancellationToken cancellationToken) => Run(t => t.Execute(
        "INSERT INTO batch_vendor_batches (run, key, record) VALUES ($run, $key, $record) ON CONFLICT (run, key) DO UPDATE SET record = $record",
        ("$run", run), ("$key", record.Key), ("$record", BatchJson.Text(record))));

    public ValueTask RemoveVendorBatchAsync(string run, string key, CancellationToken cancellationToken) => Run(t => t.Execute(
        "DELETE FROM batch_vendor_batches WHERE run = $run AND key = $key", ("$run", run), ("$key", key)));

    public ValueTask<IReadOnlyList<VendorBatchRecord>> VendorBatchesAsync(string run, CancellationToken cancellationToken) => new(_file.Run(t => t.Query(
        "SELECT record FROM batch_vendor_batches WHERE run = $run ORDER BY key", static r => BatchJson.VendorBatch(r.GetString(0)), ("$run", run))));

    public void Dispose() => _file.Dispose();

    private string LockOf(string run) => $"{_file.Path}.{run}.lock";

    private ValueTask Run(Action<JournalTransaction> work)
    {
        _file.Run(work);
        return ValueTask.CompletedTask;
    }
}
