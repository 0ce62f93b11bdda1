using System.Runtime.CompilerServices;
using Npgsql;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Runs in PostgreSQL: items are claimed with <c>FOR UPDATE SKIP LOCKED</c> under a lease by the server's clock.</summary>
internal sealed class PostgresBatchStore(string connectionString, TimeSpan lease, TimeProvider time) : IBatchStore, IAsyncDisposable, IDisposable
{
    private const int ResultsAtATime = 500;
    private const int OldestVersion = 12;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private readonly PostgresTables _tables = new();
    private readonly ExpiryLook _expiry = new(lease, time);

    public TimeSpan? Lease => lease;

    public ValueTask<IAsyncDisposable?> HoldAsync(string run, CancellationToken cancellationToken) => default;

    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return connection.PostgreSqlVersion.Major >= OldestVersion ? [] : throw new BatchException($"Batch runs need PostgreSQL {OldestVersion} or newer. This server is {connection.PostgreSqlVersion}.");
        }
    }

    public ValueTask<bool> CreateAsync(BatchRun run, CancellationToken cancellationToken) => RunAsync(s => PostgresRuns.CreateAsync(s, run, cancellationToken), cancellationToken);

    public ValueTask<BatchRun?> FindAsync(string run, CancellationToken cancellationToken) => RunAsync(s => PostgresRuns.FindAsync(s, run, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<BatchRun>> ListAsync(int most, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresRuns.ListAsync(s, most, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async ValueTask ChangeAsync(string run, BatchRunOptions options, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresRuns.ChangeAsync(s, run, options, cancellationToken), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> MoveAsync(string run, IReadOnlyList<BatchRunState> from, BatchMove to, CancellationToken cancellationToken) =>
        RunAsync(s => PostgresRuns.MoveAsync(s, run, from, to, cancellationToken), cancellationToken);

    public ValueTask<SourcePosition> PositionAsync(string run, CancellationToken cancellationToken) => RunAsync(s => PostgresRuns.PositionAsync(s, run, cancellationToken), cancellationToken);

    public ValueTask<SourcePosition> AppendAsync(string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken) =>
        RunAsync(s => PostgresItems.AppendAsync(s, run, before, items, after, cancellationToken), cancellationToken);

    public ValueTask<BatchClaims> ClaimAsync(string run, string worker, int most, CancellationToken cancellationToken) =>
        RunAsync(
            async s =>
            {
                if (_expiry.IsDue())
                {
                    await PostgresItems.ExpireAsync(s, run, cancellationToken).ConfigureAwait(false);
                }

                return await PostgresItems.ClaimAsync(s, run, worker, most, lease, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    public async ValueTask RenewAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresItems.RenewAsync(s, run, worker, claims, lease, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresItems.ReleaseAsync(s, run, worker, claims, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async ValueTask RecordAsync(string run, string worker, IReadOnlyList<BatchOutcome> outcomes, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresOutcomes.RecordAsync(s, run, worker, outcomes, cancellationToken), cancellationToken).ConfigureAwait(false);

    public ValueTask<BatchProgress?> CountAsync(string run, CancellationToken cancellationToken) => RunAsync(s => PostgresRuns.CountAsync(s, run, time.GetUtcNow(), cancellationToken), cancellationToken);

    public async IAsyncEnumerable<BatchItemResult> ReadAsync(string run, ResultQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (await RunAsync(s => PostgresItems.ResultsAsync(s, run, query.DeadOnly, after, ResultsAtATime, cancellationToken), cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var result in page)
            {
                yield return result;
            }

            after = page[^1].Row;
        }
    }

    public ValueTask<long> RedriveAsync(string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken) => RunAsync(s => PostgresItems.RedriveAsync(s, run, rows, cancellationToken), cancellationToken);

    public ValueTask<bool> RetireAsync(string run, CancellationToken cancellationToken) => RunAsync(s => PostgresRuns.RetireAsync(s, run, cancellationToken), cancellationToken);

    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken) =>
        await RunAsync(s => PostgresRuns.DeleteAsync(s, run, cancellationToken), cancellationToken).ConfigureAwait(false);

    // A worker that comes back must not write to a run that was deleted.
    public async ValueTask SaveVendorBatchAsync(string run, VendorBatchRecord record, CancellationToken cancellationToken) => await RunAsync(s => s.ExecuteAsync(
        "INSERT INTO skill_batch_vendor_batches (run, key, record) SELECT run, $2, $3 FROM skill_batch_runs WHERE run = $1 ON CONFLICT (run, key) DO UPDATE SET record = $3", cancellationToken, run, record.Key, BatchJson.Text(record)), cancellationToken).ConfigureAwait(false);

    public async ValueTask RemoveVendorBatchAsync(string run, string key, CancellationToken cancellationToken) =>
        await RunAsync(s => s.ExecuteAsync("DELETE FROM skill_batch_vendor_batches WHERE run = $1 AND key = $2", cancellationToken, run, key), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<VendorBatchRecord>> VendorBatchesAsync(string run, CancellationToken cancellationToken) => await RunAsync(s => s.QueryAsync(
        "SELECT record FROM skill_batch_vendor_batches WHERE run = $1 ORDER BY key", static r => BatchJson.VendorBatch(r.GetString(0)), cancellationToken, run), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        _tables.Dispose();
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _source.Dispose();
    }

    private async ValueTask<T> RunAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _tables.EnsureAsync(_source, cancellationToken).ConfigureAwait(false);
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closingConnection = connection.ConfigureAwait(false);
        return await work(new(connection)).ConfigureAwait(false);
    }
}
