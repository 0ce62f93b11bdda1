using Microsoft.Data.Sqlite;

namespace Skills.Engine.Batches.Journal;

/// <summary>The tables of a journal.</summary>
internal static class JournalTables
{
    private const long Format = 1;

    /// <summary>Creates what is missing.</summary>
    /// <exception cref="BatchException">A newer version wrote the file.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var format = (long)command.ExecuteScalar()!;
        if (format > Format)
        {
            throw new BatchException($"The journal '{Path.GetFileName(path)}' was written by a newer version (format {format}, this version reads {Format}). Update the package.");
        }

        Execute(connection, $"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS batch_runs (
                run TEXT PRIMARY KEY NOT NULL, skill TEXT NOT NULL, skill_version TEXT NOT NULL, skill_hash TEXT NOT NULL, options TEXT NOT NULL,
                created_at INTEGER NOT NULL, state INTEGER NOT NULL, stop_reason INTEGER NOT NULL, stop_message TEXT,
                budget INTEGER, item_cap INTEGER NOT NULL DEFAULT 0, max_attempts INTEGER NOT NULL,
                read INTEGER NOT NULL DEFAULT 0, mark TEXT NOT NULL DEFAULT '', source_done INTEGER NOT NULL DEFAULT 0,
                pending INTEGER NOT NULL DEFAULT 0, in_flight INTEGER NOT NULL DEFAULT 0, succeeded INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
                repeats INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0, spent_kind INTEGER NOT NULL DEFAULT 0, unsure INTEGER NOT NULL DEFAULT 0
            ) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS batch_items (
                run TEXT NOT NULL, row INTEGER NOT NULL, id TEXT, inputs TEXT, state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
                lost INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0, spent_kind INTEGER NOT NULL DEFAULT 0,
                code TEXT, result TEXT, PRIMARY KEY (run, row)
            ) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS batch_items_waiting ON batch_items (run, row, not_before) WHERE state = 0;
            CREATE INDEX IF NOT EXISTS batch_items_in_flight ON batch_items (run, row) WHERE state = 1;
            CREATE INDEX IF NOT EXISTS batch_items_dead ON batch_items (run, code) WHERE state = 3;
            CREATE TABLE IF NOT EXISTS batch_vendor_batches (run TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS skill_replays (key TEXT PRIMARY KEY NOT NULL, owner TEXT, fingerprint TEXT NOT NULL, result TEXT, expires_at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS skill_replays_by_expiry ON skill_replays (expires_at);
            PRAGMA user_version = {Format};
            COMMIT;
            """);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
