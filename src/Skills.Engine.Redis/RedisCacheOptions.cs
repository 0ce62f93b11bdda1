using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>Where the shared cache lies. Deadlines, key prefix, encryption and the like are in <see cref="SkillsEngineOptions.Cache"/>.</summary>
public sealed class RedisCacheOptions
{
    /// <summary>The configuration section these are bound from.</summary>
    public const string SectionName = "SkillsEngine:Redis";

    /// <summary>A StackExchange.Redis connection string, such as <c>cache:6379,password=…,ssl=true</c>; several endpoints for a cluster.</summary>
    /// <value>Default null; needed unless <see cref="ConnectionFactory"/> is set.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Makes or hands over a connection, for hosts that have one. The engine closes it only when it made it itself.</summary>
    /// <value>Default null: connect by <see cref="ConnectionString"/>.</value>
    public Func<CancellationToken, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>Number of the database.</summary>
    /// <value>Default null: the one of the connection string. A cluster has only 0.</value>
    public int? Database { get; set; }

    /// <summary>What is wrong; empty when nothing is.</summary>
    internal IEnumerable<string> Check()
    {
        if (ConnectionFactory is not null)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return $"{SectionName}:{nameof(ConnectionString)} is empty; give one such as 'localhost:6379', or set {nameof(ConnectionFactory)}.";
        }
        else if (RedisConnectionString.Problem(ConnectionString) is { } problem)
        {
            yield return $"{SectionName}:{nameof(ConnectionString)} cannot be used: {problem}";
        }
    }
}
