namespace Skills.Engine.ExecutionLogs.Columns;

/// <summary>The type of a column. Each database has its own name for it.</summary>
internal enum ColumnType
{
    Text,
    Integer,
    Real,
    Decimal,
    Boolean,
    Timestamp,
    Json,
}
