using Microsoft.Data.Sqlite;
using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Sqlite;

/// <summary>The tables of the log in one file.</summary>
internal static class SqliteTables
{
    /// <summary>Creates the tables, or adds the columns that they lack.</summary>
    public static void Ensure(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"CREATE TABLE IF NOT EXISTS {ExecutionColumns.Table} (id TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID", transaction);

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using (var command = connection.CreateCommand())
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
            Execute(connection, $"ALTER TABLE {ExecutionColumns.Table} ADD COLUMN {column.Name} {TypeOf(column.Type)}", transaction);
        }

        // The index of searches begins with the time, so the one by time alone is not needed any more.
        Execute(connection, $"CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_search ON {ExecutionColumns.Table} (executed_at, id, {string.Join(", ", SearchSql.Searched)})", transaction);
        Execute(connection, $"DROP INDEX IF EXISTS {ExecutionColumns.Table}_by_time", transaction);
        Execute(connection, $"CREATE INDEX IF NOT EXISTS {ExecutionColumns.Table}_by_skill ON {ExecutionColumns.Table} (skill_name, executed_at)", transaction);
        Execute(
            connection,
            $"""
            CREATE TABLE IF NOT EXISTS {ExecutionColumns.FeedbackTable} (
                execution_id TEXT NOT NULL, user_id TEXT NOT NULL, recorded_at TEXT NOT NULL, rating REAL NOT NULL, comment TEXT,
                PRIMARY KEY (execution_id, user_id, recorded_at)) WITHOUT ROWID
            """,
            transaction);
        EnsureTotals(connection, transaction);
        transaction.Commit();
    }

    private static void EnsureTotals(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = '{TotalsColumns.Trigger}'";
        if ((long)command.ExecuteScalar()! > 0)
        {
            return;
        }

        foreach (var statement in SqliteTotals.Fill.Prepend(SqliteTotals.Table).Append(SqliteTotals.Trigger))
        {
            Execute(connection, statement, transaction);
        }
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Boolean => "INTEGER",
        ColumnType.Real or ColumnType.Decimal => "REAL",
        _ => "TEXT",
    };

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
