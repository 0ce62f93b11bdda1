using System.Globalization;
using System.Text.Json;
using Skills.Engine.ExecutionLogs.Columns;

namespace Skills.Engine.ExecutionLogs.Sqlite;

/// <summary>Values in the form that the SQLite table has them.</summary>
internal static class SqliteValue
{
    public static object Of(ColumnType type, JsonElement value) => type switch
    {
        ColumnType.Integer => value.GetInt64(),
        ColumnType.Real or ColumnType.Decimal => value.GetDouble(),
        ColumnType.Boolean => value.GetBoolean() ? 1L : 0L,
        ColumnType.Timestamp => Text(value.GetDateTimeOffset()),
        ColumnType.Json => value.GetRawText(),
        _ => value.GetString()!,
    };

    // One fixed width, always UTC: such texts sort as the times do, and SQLite's date functions read them.
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
