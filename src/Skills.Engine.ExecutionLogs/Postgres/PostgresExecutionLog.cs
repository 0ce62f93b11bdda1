using Npgsql;
using NpgsqlTypes;
using Skills.Engine.ExecutionLogs.Columns;

namespace Skills.Engine.ExecutionLogs.Postgres;

/// <summary>One row for each execution in a PostgreSQL table. A batch goes as one JSON document in one statement, which the server lays out in rows.</summary>
internal sealed class PostgresExecutionLog : IExecutionLog, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresExecutionLogOptions _options;
    private readonly TimeProvider _time;
    private readonly PostgresTables _tables;
    private DateTimeOffset _nextClean;

    public PostgresExecutionLog(string connectionString, PostgresExecutionLogOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        if (options.KeepFor is { } keep)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keep, TimeSpan.Zero, nameof(options.KeepFor));
        }

        _tables = new(options.Schema);
        _options = options;
        _time = time;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    }

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => WriteBatchAsync([record], cancellationToken);

    public async ValueTask WriteBatchAsync(IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await _tables.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
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
            await _tables.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand($"INSERT INTO {_tables.Feedback} (execution_id, user_id, recorded_at, rating, comment) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", connection);
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
        var command = new NpgsqlCommand(_tables.Insert, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = PostgresJson.ArrayOf(records), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CleanAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_options.KeepFor is not { } keep || now < _nextClean)
        {
            return;
        }

        var before = (now - keep).UtcDateTime;
        await DeleteAsync(connection, $"DELETE FROM {_tables.Executions} WHERE executed_at < $1", before, cancellationToken).ConfigureAwait(false);
        try
        {
            await DeleteAsync(connection, $"DELETE FROM {_tables.Totals} WHERE day < $1", DateOnly.FromDateTime(before), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable)
        {
            // A user that may only insert and delete executions has nothing to do with the sums.
        }

        _nextClean = now + CleanEvery;
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, string sql, object before, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = before });
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
}
