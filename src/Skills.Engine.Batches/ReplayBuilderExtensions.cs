using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Batches;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.PostgresStore;
using Skills.Engine.Batches.RedisStore;
using Skills.Engine.Batches.Registration;
using Skills.Engine.Batches.Replays;
using Skills.Engine.Execution;
using Skills.Engine.Redis.Connections;

namespace Skills.Engine;

/// <summary>Adds replay-safe executions to the engine. Inject <see cref="ReplaySafeSkills"/>, or take it from the engine.</summary>
public static class ReplayBuilderExtensions
{
    /// <summary>Keeps results by execution id in Redis.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">A StackExchange.Redis connection string. It is the one connection of everything of the engine that uses Redis.</param>
    /// <param name="configure">Changes the options; null for none.</param>
    public static SkillsEngineBuilder AddRedisReplays(this SkillsEngineBuilder builder, string connectionString, Action<ReplayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        builder.AddRedisConnection(connection => connection.ConnectionString = connectionString);
        builder.Services.TryAddSingleton<IReplayStore>(static provider => new RedisReplayStore(provider.GetRequiredService<RedisConnection>()));
        return Add(builder, configure);
    }

    /// <summary>Keeps results by execution id in the table <c>skill_replays</c> of PostgreSQL, which is created.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">Changes the options; null for none.</param>
    public static SkillsEngineBuilder AddPostgresReplays(this SkillsEngineBuilder builder, string connectionString, Action<ReplayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        builder.Services.TryAddSingleton<IReplayStore>(_ => new PostgresReplayStore(connectionString));
        return Add(builder, configure);
    }

    /// <summary>Keeps results by execution id in a SQLite file, for the processes of one machine.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="path">The file, such as <c>replays.db</c>; its folder is made. It may be the journal of batch runs.</param>
    /// <param name="configure">Changes the options; null for none.</param>
    public static SkillsEngineBuilder AddSqliteReplays(this SkillsEngineBuilder builder, string path, Action<ReplayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        builder.Services.TryAddSingleton<IReplayStore>(provider => new SqliteReplayStore(path, provider.GetRequiredService<TimeProvider>()));
        return Add(builder, configure);
    }

    private static SkillsEngineBuilder Add(SkillsEngineBuilder builder, Action<ReplayOptions>? configure)
    {
        var services = builder.Services;
        builder.AddOptions<ReplayOptions>("Replays").BindConfiguration(ReplayOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReplayOptions>, ReplayOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(static provider => new ReplaySafeSkills(new(
            provider.GetRequiredService<SkillExecutionEngine>(),
            provider.GetRequiredService<IReplayStore>(),
            provider.GetRequiredService<IOptions<ReplayOptions>>().Value,
            provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value,
            provider.GetRequiredService<TimeProvider>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<EngineFeature, EngineFeature<ReplaySafeSkills>>(static provider => new(provider.GetRequiredService<ReplaySafeSkills>)));
        return builder;
    }
}
