using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.History;

namespace Skills.Engine.ExecutionLogs.History;

/// <summary>Reads the history from SQL. What differs between databases is left to the two that derive from it.</summary>
/// <param name="executions">The table of executions, with its schema.</param>
/// <param name="totals">The table of sums, with its schema.</param>
/// <param name="like">The operator that compares without case.</param>
internal abstract class SqlExecutionHistory(string executions, string totals, string like) : IExecutionHistory
{
    private readonly SearchSql _search = new(executions, like);

    public async ValueTask<ExecutionPage> ListAsync(ExecutionFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);

        var after = HistoryCursor.Parse(filter.After);
        if (after is not null && filter.Before is { } before)
        {
            // Of two bounds the database would walk from the one and look at the other.
            (filter, after) = after.At < before ? (filter with { Before = null }, after) : (filter with { After = null }, null);
        }

        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var found = await ReadAsync(connection, _search.Page(filter), c => Bind(c, filter, after), SummaryRow.Of, cancellationToken).ConfigureAwait(false);
            if (found.Count > filter.Limit)
            {
                var last = found[filter.Limit - 1];
                return new([.. found.Take(filter.Limit)], new HistoryCursor(last.ExecutedAt, last.Id).ToString());
            }

            var seen = await ReadAsync(connection, _search.LastSeen(filter), c => Bind(c, filter, after), static r => new HistoryCursor(SqlValue.Time(r.GetValue(1)), r.GetString(0)), cancellationToken).ConfigureAwait(false);
            return seen is [var place] ? new(found, place.ToString()) { SearchedTo = place.At } : new(found, null);
        }
    }

    public async ValueTask<JsonElement?> FindAsync(string executionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executionId);

        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var sql = $"SELECT {string.Join(", ", ExecutionColumns.All.Select(static c => c.Name))} FROM {executions} WHERE id = @id";
            var found = await ReadAsync(connection, sql, c => Add(c, "@id", executionId), EntryRow.Of, cancellationToken).ConfigureAwait(false);
            return found is [var entry] ? entry : null;
        }
    }

    public async ValueTask<IReadOnlyList<ExecutionTotals>> TotalsAsync(ExecutionGrouping by, DateOnly from, DateOnly to, CancellationToken cancellationToken = default)
    {
        var name = by == ExecutionGrouping.Day ? DayText : "name";
        var kind = by switch { ExecutionGrouping.Tenant => "tenant", ExecutionGrouping.Model => "model", _ => "skill" };
        var bucket = by == ExecutionGrouping.Skill ? "bucket" : "0";
        var sums = string.Join(", ", TotalsColumns.Sums.Select(static s => $"sum({s.Name})"));
        var sql = $"SELECT {name}, {bucket}, {sums} FROM {totals} WHERE kind = @kind AND day >= @from AND day <= @to GROUP BY {name}{(bucket == "0" ? "" : ", bucket")}";
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var rows = await ReadAsync(
                connection,
                sql,
                c =>
                {
                    Add(c, "@kind", kind);
                    Add(c, "@from", DayValue(from));
                    Add(c, "@to", DayValue(to));
                },
                TotalsOf,
                cancellationToken).ConfigureAwait(false);
            return TotalsRow.Sum(rows, by == ExecutionGrouping.Skill);
        }
    }

    /// <summary>Gets the SQL of a day as text.</summary>
    protected abstract string DayText { get; }

    /// <summary>Opens a connection to tables that are up to date.</summary>
    protected abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Returns a time as the database takes it.</summary>
    protected abstract object TimeValue(DateTimeOffset time);

    /// <summary>Returns a day as the database takes it.</summary>
    protected abstract object DayValue(DateOnly day);

    /// <summary>Returns a truth value as the database takes it.</summary>
    protected abstract object BooleanValue(bool value);

    private void Bind(DbCommand command, ExecutionFilter filter, HistoryCursor? after)
    {
        Add(command, "@limit", filter.Limit + 1);
        Add(command, "@at", after is null ? null : TimeValue(after.At));
        Add(command, "@id", after?.Id);
        Add(command, "@from", filter.From is { } from ? TimeValue(from) : null);
        Add(command, "@before", filter.Before is { } before ? TimeValue(before) : null);
        Add(command, "@skill", filter.Skill);
        Add(command, "@status", filter.Status);
        Add(command, "@model", filter.Model);
        Add(command, "@tenant", filter.Tenant);
        Add(command, "@cache", filter.CacheHit is { } hit ? BooleanValue(hit) : null);
        Add(command, "@search", filter.Search is { } text ? $"%{text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%" : null);
    }

    // Only what the statement names: a parameter without a value has no type that PostgreSQL could know.
    private static void Add(DbCommand command, string name, object? value)
    {
        if (value is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value is string text ? text.Replace('\0', '\uFFFD') : value);
            command.Parameters.Add(parameter);
        }
    }

    private static async Task<List<T>> ReadAsync<T>(DbConnection connection, string sql, Action<DbCommand> bind, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            bind(command);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        }
    }

    private static TotalsRow TotalsOf(DbDataReader reader) => new(reader.GetString(0), SqlValue.Whole(reader, 1))
    {
        Runs = SqlValue.Long(reader, 2),
        Succeeded = SqlValue.Long(reader, 3),
        CacheHits = SqlValue.Long(reader, 4),
        TokensInput = SqlValue.Long(reader, 5),
        TokensOutput = SqlValue.Long(reader, 6),
        CostUsd = Convert.ToDecimal(reader.GetValue(7), CultureInfo.InvariantCulture),
        CostUnknown = SqlValue.Long(reader, 8),
        CostAtLeast = SqlValue.Long(reader, 9),
        CostEstimated = SqlValue.Long(reader, 10),
    };
}
