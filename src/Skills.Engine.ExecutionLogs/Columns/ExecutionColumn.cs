namespace Skills.Engine.ExecutionLogs.Columns;

/// <summary>A column of the execution table.</summary>
internal sealed record ExecutionColumn(string Name, ColumnType Type);
