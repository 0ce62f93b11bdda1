using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Sqlite;

/// <summary>The table of sums and its trigger in SQLite.</summary>
internal static class SqliteTotals
{
    /// <summary>Gets the statement that creates the table.</summary>
    public static string Table { get; } =
        $"""
        CREATE TABLE {TotalsColumns.Table} (
            kind TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL, bucket INTEGER NOT NULL,
            {string.Join(", ", TotalsColumns.Sums.Select(static s => $"{s.Name} {(s.Name == "cost_usd" ? "REAL" : "INTEGER")} NOT NULL"))},
            PRIMARY KEY ({TotalsColumns.Key})) WITHOUT ROWID
        """;

    /// <summary>Gets the statements that add up what is recorded already, one for each kind.</summary>
    public static IEnumerable<string> Fill { get; } = TotalsColumns.Kinds.Select(static k => TotalsColumns.Upsert(
        TotalsColumns.Table,
        $"SELECT {Key(k, "e")}, {string.Join(", ", TotalsColumns.AddsOf("e").Select(static a => $"sum({a})"))} FROM {ExecutionColumns.Table} AS e WHERE e.executed_at IS NOT NULL GROUP BY 1, 2, 3, 4"));

    /// <summary>Gets the statement that creates the trigger.</summary>
    public static string Trigger { get; } =
        $"""
        CREATE TRIGGER {TotalsColumns.Trigger} AFTER INSERT ON {ExecutionColumns.Table} WHEN NEW.executed_at IS NOT NULL BEGIN
        {TotalsColumns.Upsert(TotalsColumns.Table, "VALUES " + string.Join(", ", TotalsColumns.Kinds.Select(static k => $"({Key(k, "NEW")}, {string.Join(", ", TotalsColumns.AddsOf("NEW"))})")))};
        END
        """;

    private static string Key((string Kind, string Column) kind, string row) =>
        $"'{kind.Kind}', substr({row}.executed_at, 1, 10), coalesce({row}.{kind.Column}, ''), {(kind.Kind == "skill" ? Bucket(row) : "0")}";

    // As LatencyBuckets.Of computes it.
    private static string Bucket(string row) => $"CAST(round(ln(min(max(coalesce({row}.latency_ms, 0.01), 0.01), 1e12)) / ln(1.1)) AS INTEGER)";
}
