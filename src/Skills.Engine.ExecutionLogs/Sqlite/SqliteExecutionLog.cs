using System.Text.Json;
using Microsoft.Data.Sqlite;
using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Sqlite;

/// <summary>One row for each execution in a SQLite file, a transaction for each batch. Holds one connection; a failure closes it, and the next batch opens it again.</summary>
internal sealed class SqliteExecutionLog : IExecutionLog, IDisposable
{
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    private readonly SqliteExecutionLogOptions _options;
    private readonly TimeProvider _time;
    private readonly string _connectionString;
    private readonly string _path;
    private readonly Lock _gate = new();
    private SqliteConnection? _connection;
    private SqliteCommand? _insert;
    private DateTimeOffset _nextClean;

    public SqliteExecutionLog(string path, SqliteExecutionLogOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (options.KeepFor is { } keep)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keep, TimeSpan.Zero, nameof(options.KeepFor));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.BusyTimeout, TimeSpan.Zero, nameof(options.BusyTimeout));
        _options = options;
        _time = time;
        _path = Path.GetFullPath(path);
        var seconds = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false, DefaultTimeout = seconds }.ToString();
    }

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => WriteBatchAsync([record], cancellationToken);

    public ValueTask WriteBatchAsync(IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            try
            {
                var insert = Open();
                using var transaction = _connection!.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var record in records)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Bind(insert, record);
                    insert.ExecuteNonQuery();
                }

                Clean(transaction);
                transaction.Commit();
            }
            catch
            {
                Close();
                throw;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WriteFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            try
            {
                Open();
                using var command = _connection!.CreateCommand();
                command.CommandText = $"INSERT INTO {ExecutionColumns.FeedbackTable} (execution_id, user_id, recorded_at, rating, comment) VALUES (@execution, @user, @at, @rating, @comment) ON CONFLICT DO NOTHING";
                command.Parameters.AddWithValue("@execution", feedback.ExecutionId);
                command.Parameters.AddWithValue("@user", feedback.UserId ?? "");
                command.Parameters.AddWithValue("@at", SqliteValue.Text(feedback.RecordedAt));
                command.Parameters.AddWithValue("@rating", feedback.Rating);
                command.Parameters.AddWithValue("@comment", (object?)feedback.Comment ?? DBNull.Value);
                command.ExecuteNonQuery();
            }
            catch
            {
                Close();
                throw;
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    private SqliteCommand Open()
    {
        if (_insert is not null)
        {
            return _insert;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _connection = new(_connectionString);
        _connection.Open();
        SqliteTables.Ensure(_connection);

        // A batch that failed half-way may come again: what is there already stays.
        var names = ExecutionColumns.All.Select(static c => c.Name).ToList();
        _insert = _connection.CreateCommand();
        _insert.CommandText = $"INSERT INTO {ExecutionColumns.Table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static n => "@" + n))}) ON CONFLICT (id) DO NOTHING";
        names.ForEach(n => _insert.Parameters.Add(new SqliteParameter("@" + n, null)));
        _insert.Prepare();
        return _insert;
    }

    private void Clean(SqliteTransaction transaction)
    {
        var now = _time.GetUtcNow();
        if (_options.KeepFor is not { } keep || now < _nextClean)
        {
            return;
        }

        using var delete = _connection!.CreateCommand();
        delete.Transaction = transaction;
        delete.CommandText = $"DELETE FROM {ExecutionColumns.Table} WHERE executed_at < @before; DELETE FROM {TotalsColumns.Table} WHERE day < substr(@before, 1, 10)";
        delete.Parameters.AddWithValue("@before", SqliteValue.Text(now - keep));
        delete.ExecuteNonQuery();
        _nextClean = now + CleanEvery;
    }

    private static void Bind(SqliteCommand insert, ExecutionRecord record)
    {
        using var entry = JsonDocument.Parse(ExecutionLogEntry.From(record).ToUtf8Json(), new() { MaxDepth = 2000 });
        for (var i = 0; i < ExecutionColumns.All.Count; i++)
        {
            var column = ExecutionColumns.All[i];
            insert.Parameters[i].Value = entry.RootElement.TryGetProperty(column.Name, out var value) ? SqliteValue.Of(column.Type, value) : DBNull.Value;
        }
    }

    private void Close()
    {
        _insert?.Dispose();
        _connection?.Dispose();
        _insert = null;
        _connection = null;
    }
}
