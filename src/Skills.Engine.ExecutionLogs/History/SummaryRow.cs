using System.Data.Common;
using System.Globalization;

namespace Skills.Engine.ExecutionLogs.History;

/// <summary>A row of <see cref="SearchSql.Page"/>.</summary>
internal static class SummaryRow
{
    public static ExecutionSummary Of(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        SkillName = SqlValue.Text(reader, 1) ?? "",
        SkillVersion = SqlValue.Text(reader, 2) ?? "",
        Variant = SqlValue.Text(reader, 3),
        Status = SqlValue.Text(reader, 4) ?? "",
        ErrorCode = SqlValue.Text(reader, 5),
        ModelId = SqlValue.Text(reader, 6),
        TenantId = SqlValue.Text(reader, 7),
        UserId = SqlValue.Text(reader, 8),
        LatencyMs = reader.IsDBNull(9) ? 0 : reader.GetDouble(9),
        TokensInput = SqlValue.LongOrNull(reader, 10),
        TokensOutput = SqlValue.LongOrNull(reader, 11),
        CostUsd = reader.IsDBNull(12) ? null : Convert.ToDecimal(reader.GetValue(12), CultureInfo.InvariantCulture),
        CostKind = SqlValue.Text(reader, 13) ?? "unknown",
        CacheHit = !reader.IsDBNull(14) && SqlValue.Boolean(reader.GetValue(14)),
        ExecutedAt = SqlValue.Time(reader.GetValue(15)),
    };
}
