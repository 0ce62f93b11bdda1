using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;

namespace Skills.Engine.Batches.Results;

/// <summary>Writes results into a table of a database. A result is there once, by run and row.</summary>
internal sealed partial class ResultTable
{
    private const int ResultsAtATime = 500;

    private readonly DbDataSource _database;
    private readonly string _table;

    /// <exception cref="ArgumentException">The name is not one of a table.</exception>
    public ResultTable(DbDataSource database, string table)
    {
        if (!Name.IsMatch(table))
        {
            throw new ArgumentException("The name of a table has letters, digits and underscores, and dots between its parts.", nameof(table));
        }

        (_database, _table) = (database, table);
    }

    /// <summary>Writes what is missing or changed, a group of results in one transaction, and returns how many results that were.</summary>
    /// <exception cref="BatchException">The database refused a group. The groups before are written.</exception>
    public async Task<long> WriteAsync(string run, IAsyncEnumerable<BatchItemResult> results, CancellationToken cancellationToken)
    {
        var written = 0L;
        var group = new List<BatchItemResult>(ResultsAtATime);
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            group.Add(result);
            if (group.Count == ResultsAtATime)
            {
                written += await WriteAsync(run, group, cancellationToken).ConfigureAwait(false);
                group.Clear();
            }
        }

        return group.Count == 0 ? written : written + await WriteAsync(run, group, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> WriteAsync(string run, List<BatchItemResult> group, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var closingConnection = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var endingTransaction = transaction.ConfigureAwait(false);
            var written = await WriteAsync(transaction, run, group, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return written;
        }
        catch (DbException e)
        {
            throw new BatchException($"The results of the rows {group[0].Row} to {group[^1].Row} could not be written into the table '{_table}'. Those before are written. Find the cause in the inner exception, and write the results again.", e);
        }
    }

    private async Task<int> WriteAsync(DbTransaction transaction, string run, List<BatchItemResult> group, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(transaction, run, group[0].Row, group[^1].Row, cancellationToken).ConfigureAwait(false);
        using var insert = ResultRow.Insert(transaction, _table);
        using var update = ResultRow.Update(transaction, _table);
        var written = 0;
        foreach (var result in group)
        {
            var isKnown = known.TryGetValue(result.Row, out var before);
            if (!isKnown || before != ResultRow.VersionOf(result))
            {
                var command = isKnown ? update : insert;
                ResultRow.Set(command, run, result);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                written++;
            }
        }

        return written;
    }

    private async Task<Dictionary<long, string>> KnownAsync(DbTransaction transaction, string run, long first, long last, CancellationToken cancellationToken)
    {
        using var command = ResultRow.Command(transaction, $"SELECT item_row, status, execution_id FROM {_table} WHERE run_id = @run_id AND item_row BETWEEN @first AND @last");
        ResultRow.Add(command, "@run_id", DbType.String, run);
        ResultRow.Add(command, "@first", DbType.Int64, first);
        ResultRow.Add(command, "@last", DbType.Int64, last);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var known = new Dictionary<long, string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            known[reader.GetInt64(0)] = ResultRow.VersionOf(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));
        }

        return known;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}(\.[A-Za-z_][A-Za-z0-9_]{0,127}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }
}
