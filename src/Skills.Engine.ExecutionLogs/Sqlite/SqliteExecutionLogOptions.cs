namespace Skills.Engine;

/// <summary>How long a SQLite execution log keeps what it holds.</summary>
public sealed class SqliteExecutionLogOptions
{
    /// <summary>Executions older than this are deleted, at most once an hour while new ones come in.</summary>
    /// <value>Default null: kept for ever. Otherwise more than zero.</value>
    public TimeSpan? KeepFor { get; set; }

    /// <summary>How long a write waits for another process that holds the file.</summary>
    /// <value>Default five seconds; more than zero, rounded up to whole seconds.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
