using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Caching;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>Adds Redis to the engine.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Shares results between processes through Redis. Executions go on without it when the server is down, at start and later.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">A StackExchange.Redis connection string, such as <c>localhost:6379</c>.</param>
    public static SkillsEngineBuilder AddRedisCache(this SkillsEngineBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddRedisCache(options => options.ConnectionString = connectionString);
    }

    /// <summary>
    /// Shares results between processes through Redis. Without a connection string the <see cref="IConnectionMultiplexer"/> in the
    /// host's services is used, such as the one that Aspire's <c>AddRedisClient</c> registers.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after the section <c>SkillsEngine:Redis</c> was bound; null for none.</param>
    public static SkillsEngineBuilder AddRedisCache(this SkillsEngineBuilder builder, Action<RedisCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.AddRedisConnection(configure);
        builder.Services.TryAddSingleton<ISkillCacheStore, RedisSkillCacheStore>();
        builder.Services.TryAddSingleton<ISkillCacheCoordinator, RedisSkillCacheCoordinator>();
        return builder;
    }

    /// <summary>The connection alone, shared by everything of the engine that uses Redis.</summary>
    internal static void AddRedisConnection(this SkillsEngineBuilder builder, Action<RedisCacheOptions>? configure)
    {
        builder.AddOptions<RedisCacheOptions>("Redis").BindConfiguration(RedisCacheOptions.SectionName);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisCacheOptions>, RedisCacheOptionsValidator>());
        builder.Services.TryAddSingleton(static services => new HostRedisConnection(
            services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IConnectionMultiplexer)),
            services.GetRequiredService<IConnectionMultiplexer>));
        builder.Services.TryAddSingleton<RedisConnection>();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }
    }
}
