using System.Data.Common;
using System.Globalization;

namespace Skills.Engine.ExecutionLogs.History;

/// <summary>Reads values that databases give in different types.</summary>
internal static class SqlValue
{
    public static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long Long(DbDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    public static int Whole(DbDataReader reader, int column) => Convert.ToInt32(reader.GetValue(column), CultureInfo.InvariantCulture);

    public static long? LongOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Long(reader, column);

    public static bool Boolean(object value) => Convert.ToBoolean(value, CultureInfo.InvariantCulture);

    // SQLite has times as text without an offset, always UTC.
    public static DateTimeOffset Time(object value) => value is string text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
        : new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));
}
