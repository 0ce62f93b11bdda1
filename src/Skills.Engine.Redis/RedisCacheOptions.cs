using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>
/// Options of the Redis connection. Deadlines, key prefix and encryption are in <see cref="SkillsEngineOptions.Cache"/>.
/// The first of these is used: <see cref="ConnectionFactory"/>, <see cref="ConnectionString"/>, the
/// <see cref="IConnectionMultiplexer"/> in the host's services.
/// </summary>
public sealed class RedisCacheOptions
{
    /// <summary>The configuration section that these options are bound from.</summary>
    public const string SectionName = "SkillsEngine:Redis";

    /// <summary>
    /// A StackExchange.Redis connection string, such as <c>cache:6380,user=app,password=…,ssl=true</c>. Several endpoints make a
    /// cluster connection. <c>serviceName=</c> follows Sentinel.
    /// </summary>
    /// <value>Default null: the host's <see cref="IConnectionMultiplexer"/> is used.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Opens or returns a connection. The host owns it: the engine never closes it.</summary>
    /// <value>Default null: connect by <see cref="ConnectionString"/>.</value>
    public Func<CancellationToken, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>The number of the database.</summary>
    /// <value>Default null: the database of the connection. A cluster has only 0.</value>
    public int? Database { get; set; }
}
