using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.ExecutionLogs.Postgres;

namespace Skills.Engine;

/// <summary>Records executions in PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Records every finished execution in the table <c>skill_executions</c>, which is made and brought up to date by itself. A server that is down holds up no execution.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">As Npgsql takes it; the user needs the right to create the table, or only to insert once it exists in full.</param>
    /// <param name="configure">Changes the schema and how long executions are kept; null for the defaults.</param>
    public static SkillsEngineBuilder AddPostgresExecutionLog(this SkillsEngineBuilder builder, string connectionString, Action<PostgresExecutionLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        var options = new PostgresExecutionLogOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton<IExecutionLog>(provider => new PostgresExecutionLog(connectionString, options, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IExecutionHistory>(_ => new PostgresExecutionHistory(connectionString, options));
        return builder;
    }
}
