using System.Text.RegularExpressions;
using Npgsql;
using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Postgres;

/// <summary>The tables of the log in one schema of the database.</summary>
internal sealed partial class PostgresTables
{
    private readonly string _schema;
    private bool _isComplete;

    public PostgresTables(string schema)
    {
        if (!Identifier().IsMatch(schema))
        {
            throw new ArgumentException($"'{schema}' is not a valid schema name. Use lower-case letters, digits and underscores, a letter first, at most 63.", nameof(schema));
        }

        _schema = schema;
        Executions = $"\"{schema}\".{ExecutionColumns.Table}";
        Feedback = $"\"{schema}\".{ExecutionColumns.FeedbackTable}";
        Totals = $"\"{schema}\".{TotalsColumns.Table}";
        var names = string.Join(", ", ExecutionColumns.All.Select(static c => c.Name));
        var typed = string.Join(", ", ExecutionColumns.All.Select(static c => $"{c.Name} {TypeOf(c.Type)}"));
        Insert = $"INSERT INTO {Executions} ({names}) SELECT {names} FROM jsonb_to_recordset($1) AS r({typed}) ON CONFLICT (id) DO NOTHING";
    }

    /// <summary>Gets the table of executions, with its schema.</summary>
    public string Executions { get; }

    /// <summary>Gets the table of feedback, with its schema.</summary>
    public string Feedback { get; }

    /// <summary>Gets the table of sums, with its schema.</summary>
    public string Totals { get; }

    /// <summary>Gets the statement that takes a JSON array of executions. An execution that is there already stays.</summary>
    public string Insert { get; }

    /// <summary>Creates the tables, or adds what they lack. Later calls do nothing.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isComplete)
        {
            return;
        }

        if (!await IsCompleteAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            await ChangeAsync(connection, CreateTables(), cancellationToken).ConfigureAwait(false);
        }

        await EnsureTotalsAsync(connection, cancellationToken).ConfigureAwait(false);
        _isComplete = true;
    }

    private string CreateTables() =>
        $"""
        CREATE SCHEMA IF NOT EXISTS "{_schema}";
        CREATE TABLE IF NOT EXISTS {Executions} (id text PRIMARY KEY);
        {string.Concat(ExecutionColumns.All.Skip(1).Select(c => $"ALTER TABLE {Executions} ADD COLUMN IF NOT EXISTS {c.Name} {TypeOf(c.Type)};\n"))}
        CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_skill ON {Executions} (skill_name, executed_at);
        CREATE TABLE IF NOT EXISTS {Feedback} (
            execution_id text NOT NULL, user_id text NOT NULL, recorded_at timestamptz NOT NULL, rating double precision NOT NULL, comment text,
            PRIMARY KEY (execution_id, user_id, recorded_at));
        """;

    // A user that may only insert goes on inserting. Sums and fast searches then wait for a user that may create them.
    private async Task EnsureTotalsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await HasTotalsAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await ChangeAsync(
                connection,
                $"""
                CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_search ON {Executions} (executed_at, id) INCLUDE ({string.Join(", ", SearchSql.Searched)});
                DROP INDEX IF EXISTS "{_schema}".{ExecutionColumns.Table}_by_time;
                {PostgresTotals.Create(_schema, Executions, Totals)}
                """,
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.DuplicateTable)
        {
            // Another process created the table while this one waited for the lock, or this user may not.
        }
    }

    // Several processes start at once: the lock lets one change the tables, the others find it done.
    private async Task ChangeAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(
                connection,
                $"""
                SET LOCAL client_min_messages = warning;
                SELECT pg_advisory_xact_lock(hashtext('skills-engine.{_schema}.{ExecutionColumns.Table}'));
                {sql}
                """,
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasTotalsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = Totals });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    // A table that has every column is not changed, so that the right to insert is enough.
    private async Task<bool> IsCompleteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND to_regclass($2) IS NOT NULL AND attnum > 0 AND NOT attisdropped", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = Executions });
            command.Parameters.Add(new() { Value = Feedback });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var known = new HashSet<string>(StringComparer.Ordinal);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    known.Add(reader.GetString(0));
                }

                return ExecutionColumns.All.All(c => known.Contains(c.Name));
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Integer => "bigint",
        ColumnType.Real => "double precision",
        ColumnType.Decimal => "numeric",
        ColumnType.Boolean => "boolean",
        ColumnType.Timestamp => "timestamptz",
        ColumnType.Json => "jsonb",
        _ => "text",
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
