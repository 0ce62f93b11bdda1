using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.ExecutionLogs.Sqlite;

namespace Skills.Engine;

/// <summary>Records executions in SQLite.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>Records every finished execution in the table <c>skill_executions</c> of a SQLite file, which is made and brought up to date by itself.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="path">The file, such as <c>logs/executions.db</c>; its folder is made.</param>
    /// <param name="configure">Changes how long executions are kept; null for the defaults.</param>
    public static SkillsEngineBuilder AddSqliteExecutionLog(this SkillsEngineBuilder builder, string path, Action<SqliteExecutionLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var options = new SqliteExecutionLogOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton<IExecutionLog>(provider => new SqliteExecutionLog(path, options, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IExecutionHistory>(_ => new SqliteExecutionHistory(path, options));
        return builder;
    }
}
