using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Skills.Engine.ExecutionLogs;

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
                command.Parameters.AddWithValue("@at", Text(feedback.RecordedAt));
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
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        Migrate();

        // A batch that failed half-way may come again: what is there already stays.
        var names = ExecutionColumns.All.Select(static c => c.Name).ToList();
        _insert = _connection.CreateCommand();
        _insert.CommandText = $"INSERT INTO {ExecutionColumns.Table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static n => "@" + n))}) ON CONFLICT (id) DO NOTHING";
        names.ForEach(n => _insert.Parameters.Add(new SqliteParameter("@" + n, null)));
        _insert.Prepare();
        return _insert;
    }

    private void Migrate()
    {
        using var transaction = _connection!.BeginTransaction();
        Execute($"CREATE TABLE IF NOT EXISTS {ExecutionColumns.Table} (id TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID", transaction);

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using (var command = _connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = $"SELECT name FROM pragma_table_info('{ExecutionColumns.Table}')";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                known.Add(reader.GetString(0));
            }
        }

        foreach (var column in ExecutionColumns.All.Where(c => !known.Contains(c.Name)))
        {
            Execute($"ALTER TABLE {ExecutionColumns.Table} ADD COLUMN {column.Name} {TypeOf(column.Type)}", transaction);
        }

        Execute($"CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_time ON {ExecutionColumns.Table} (executed_at)", transaction);
        Execute($"CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_skill ON {ExecutionColumns.Table} (skill_name, executed_at)", transaction);
        Execute(
            $"""
            CREATE TABLE IF NOT EXISTS {ExecutionColumns.FeedbackTable} (
                execution_id TEXT NOT NULL, user_id TEXT NOT NULL, recorded_at TEXT NOT NULL, rating REAL NOT NULL, comment TEXT,
                PRIMARY KEY (execution_id, user_id, recorded_at)) WITHOUT ROWID
            """,
            transaction);
        transaction.Commit();
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
        delete.CommandText = $"DELETE FROM {ExecutionColumns.Table} WHERE executed_at < @before";
        delete.Parameters.AddWithValue("@before", Text(now - keep));
        delete.ExecuteNonQuery();
        _nextClean = now + CleanEvery;
    }

    private static void Bind(SqliteCommand insert, ExecutionRecord record)
    {
        using var entry = JsonDocument.Parse(ExecutionLogEntry.From(record).ToUtf8Json(), new() { MaxDepth = 2000 });
        for (var i = 0; i < ExecutionColumns.All.Count; i++)
        {
            var column = ExecutionColumns.All[i];
            insert.Parameters[i].Value = entry.RootElement.TryGetProperty(column.Name, out var value) ? ValueOf(column.Type, value) : DBNull.Value;
        }
    }

    private static object ValueOf(ColumnType type, JsonElement value) => type switch
    {
        ColumnType.Integer => value.GetInt64(),
        ColumnType.Real or ColumnType.Decimal => value.GetDouble(),
        ColumnType.Boolean => value.GetBoolean() ? 1L : 0L,
        ColumnType.Timestamp => Text(value.GetDateTimeOffset()),
        ColumnType.Json => value.GetRawText(),
        _ => value.GetString()!,
    };

    // One fixed width, always UTC: such texts sort as the times do, and SQLite's date functions read them.
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Boolean => "INTEGER",
        ColumnType.Real or ColumnType.Decimal => "REAL",
        _ => "TEXT",
    };

    private void Execute(string sql, SqliteTransaction? transaction = null)
    {
        using var command = _connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Close()
    {
        _insert?.Dispose();
        _connection?.Dispose();
        _insert = null;
        _connection = null;
    }
}
