using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Batches;
using Skills.Engine.Batches.RedisStore;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Redis.Connections;

namespace Skills.Engine;

/// <summary>Keeps batch runs in Redis.</summary>
public static class RedisBatchesBuilderExtensions
{
    /// <summary>Adds batch runs whose items are in Redis Streams, so that any number of processes works on a run.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">A StackExchange.Redis connection string, such as <c>localhost:6379</c>. It is the one connection of everything of the engine that uses Redis.</param>
    public static SkillsEngineBuilder AddRedisBatches(this SkillsEngineBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddRedisBatches(connection => connection.ConnectionString = connectionString);
    }

    /// <summary>Adds batch runs whose items are in Redis Streams, with options of the connection and of the runs.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connection">Changes the connection's options after the section <c>SkillsEngine:Redis</c> was bound; null for none.</param>
    /// <param name="configure">Changes the options of batch runs; null for none.</param>
    public static SkillsEngineBuilder AddRedisBatches(this SkillsEngineBuilder builder, Action<RedisCacheOptions>? connection = null, Action<BatchesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.AddRedisConnection(connection);
        builder.AddSkillBatches(configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<IBatchStore>(static provider => new RedisBatchStore(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<IOptions<BatchesOptions>>().Value.Lease,
            provider.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
