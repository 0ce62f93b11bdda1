using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Skills.Engine.ExecutionLogs;

/// <summary>One row for each execution in a PostgreSQL table. A batch goes as one JSON document in one statement, which the server lays out in rows.</summary>
internal sealed partial class PostgresExecutionLog : IExecutionLog, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresExecutionLogOptions _options;
    private readonly TimeProvider _time;
    private readonly string _table;
    private readonly string _feedbackTable;
    private readonly string _insert;
    private bool _migrated;
    private DateTimeOffset _nextClean;

    public PostgresExecutionLog(string connectionString, PostgresExecutionLogOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        if (!Identifier().IsMatch(options.Schema))
        {
            throw new ArgumentException($"'{options.Schema}' is no schema name this log takes; use lower-case letters, digits and underscores, a letter first, at most 63.", nameof(options));
        }

        if (options.KeepFor is { } keep)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keep, TimeSpan.Zero, nameof(options.KeepFor));
        }

        _options = options;
        _time = time;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
        _table = $"\"{options.Schema}\".{ExecutionColumns.Table}";
        _feedbackTable = $"\"{options.Schema}\".{ExecutionColumns.FeedbackTable}";
        var names = string.Join(", ", ExecutionColumns.All.Select(static c => c.Name));
        var typed = string.Join(", ", ExecutionColumns.All.Select(static c => $"{c.Name} {TypeOf(c.Type)}"));
        _insert = $"INSERT INTO {_table} ({names}) SELECT {names} FROM jsonb_to_recordset($1) AS r({typed}) ON CONFLICT (id) DO NOTHING";
    }

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => WriteBatchAsync([record], cancellationToken);

    public async ValueTask WriteBatchAsync(IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
            try
            {
                await InsertAsync(connection, records, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (IsAboutTheData(e))
            {
                await InsertOneByOneAsync(connection, records, cancellationToken).ConfigureAwait(false);
            }

            await CleanAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask WriteFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand($"INSERT INTO {_feedbackTable} (execution_id, user_id, recorded_at, rating, comment) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", connection);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(new() { Value = feedback.ExecutionId });
                command.Parameters.Add(new() { Value = PostgresJson.CleanText(feedback.UserId ?? "") });
                command.Parameters.Add(new() { Value = feedback.RecordedAt.UtcDateTime });
                command.Parameters.Add(new() { Value = feedback.Rating });
                command.Parameters.Add(new() { Value = feedback.Comment is { } comment ? PostgresJson.CleanText(comment) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();

    // A value the server cannot take, such as a number of a million digits, must not cost the rest of the batch.
    private async Task InsertOneByOneAsync(NpgsqlConnection connection, IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            try
            {
                await InsertAsync(connection, [record], cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (IsAboutTheData(e) && record.HasContent)
            {
                await InsertAsync(connection, [WithoutContent(record)], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task InsertAsync(NpgsqlConnection connection, IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(_insert, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = PostgresJson.ArrayOf(records), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_migrated || await IsCompleteAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            _migrated = true;
            return;
        }

        // Several processes start at once: the lock lets one change the table, the others find it done.
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var columns = string.Concat(ExecutionColumns.All.Skip(1).Select(c => $"ALTER TABLE {_table} ADD COLUMN IF NOT EXISTS {c.Name} {TypeOf(c.Type)};\n"));
            await ExecuteAsync(
                connection,
                $"""
                SET LOCAL client_min_messages = warning;
                SELECT pg_advisory_xact_lock(hashtext('skills-engine.{_options.Schema}.{ExecutionColumns.Table}'));
                CREATE SCHEMA IF NOT EXISTS "{_options.Schema}";
                CREATE TABLE IF NOT EXISTS {_table} (id text PRIMARY KEY);
                {columns}
                CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_time ON {_table} (executed_at);
                CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_skill ON {_table} (skill_name, executed_at);
                CREATE TABLE IF NOT EXISTS {_feedbackTable} (
                    execution_id text NOT NULL, user_id text NOT NULL, recorded_at timestamptz NOT NULL, rating double precision NOT NULL, comment text,
                    PRIMARY KEY (execution_id, user_id, recorded_at));
                """,
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        _migrated = true;
    }

    // A table that has every column is left alone, so that a user with no more than the right to insert will do.
    private async Task<bool> IsCompleteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND to_regclass($2) IS NOT NULL AND attnum > 0 AND NOT attisdropped", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = _table });
            command.Parameters.Add(new() { Value = _feedbackTable });
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

    private async Task CleanAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_options.KeepFor is not { } keep || now < _nextClean)
        {
            return;
        }

        var command = new NpgsqlCommand($"DELETE FROM {_table} WHERE executed_at < $1", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = (now - keep).UtcDateTime });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        _nextClean = now + CleanEvery;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static ExecutionRecord WithoutContent(ExecutionRecord record) => record with
    {
        HasContent = false,
        Result = record.Result with
        {
            Inputs = null,
            Outputs = null,
            RenderedPrompt = null,
            Messages = [],
            RawOutput = null,
            Errors = [.. record.Result.Errors.Select(static e => e with { Path = "", Message = "" })],
            Warnings = [],
            Edits = [],
            ValidationResult = null,
        },
    };

    // Class 22: data exceptions; class 54: limits of the server.
    private static bool IsAboutTheData(PostgresException e) =>
        e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("54", StringComparison.Ordinal);

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
