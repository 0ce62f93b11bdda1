namespace Skills.Engine;

/// <summary>Where in a PostgreSQL database executions are recorded, and how long they are kept.</summary>
public sealed class PostgresExecutionLogOptions
{
    /// <summary>The schema of the table; made when it does not exist.</summary>
    /// <value>Default <c>public</c>; lower-case letters, digits and underscores, a letter first, at most 63.</value>
    public string Schema { get; set; } = "public";

    /// <summary>Executions older than this are deleted, at most once an hour while new ones come in.</summary>
    /// <value>Default null: kept for ever. Otherwise more than zero.</value>
    public TimeSpan? KeepFor { get; set; }
}
