using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Routing;

namespace Skills.Engine;

/// <summary>Adds shared budgets, ledger and statistics to the engine.</summary>
public static class RedisRoutingBuilderExtensions
{
    /// <summary>Shares budgets, cost ledger and learned statistics between processes through Redis, in place of those in memory.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">A StackExchange.Redis connection string, such as <c>localhost:6379</c>.</param>
    public static SkillsEngineBuilder AddRedisRouting(this SkillsEngineBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddRedisRouting(connection => connection.ConnectionString = connectionString);
    }

    /// <summary>Shares budgets, cost ledger and learned statistics between processes through Redis, with options of the connection and of these parts.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connection">Changes the connection's options after the section <c>SkillsEngine:Redis</c> was bound; null for none.</param>
    /// <param name="configure">Changes these parts' own options; null for none.</param>
    public static SkillsEngineBuilder AddRedisRouting(this SkillsEngineBuilder builder, Action<RedisCacheOptions>? connection = null, Action<RedisRoutingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.AddRedisConnection(connection);
        if (builder.Name is { } name && !builder.Services.Any(static s => s.ServiceType == typeof(IValidateOptions<RedisRoutingOptions>)))
        {
            // Comes before the configuration is bound: two engines share budgets only on purpose.
            builder.Services.Configure<RedisRoutingOptions>(options => options.KeyPrefix = "skills-" + name);
        }

        builder.AddOptions<RedisRoutingOptions>("Redis:Routing").BindConfiguration(RedisRoutingOptions.SectionName);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisRoutingOptions>, RedisRoutingOptionsValidator>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        builder.Services.Replace(ServiceDescriptor.Singleton<IBudgetStore, RedisBudgetStore>());
        builder.Services.Replace(ServiceDescriptor.Singleton<ICostLedger, RedisCostLedger>());
        builder.Services.TryAddSingleton<IStatisticsStore, RedisStatisticsStore>();
        builder.Services.TryAddSingleton<ILearningLog, RedisLearningLog>();
        return builder;
    }
}
