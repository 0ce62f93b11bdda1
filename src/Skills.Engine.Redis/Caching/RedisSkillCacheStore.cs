using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>Entries and counters in Redis: one command a call, no scan, no script but for counters.</summary>
internal sealed class RedisSkillCacheStore(RedisConnection connection, IOptions<SkillsEngineOptions> options, TimeProvider time) : ISkillCacheStore
{
    // A counter moves to a value it never had, even when Redis lost it in between: the time, or one more.
    private const string AddScript = """
        local value = tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[1])
        if value < tonumber(ARGV[2]) then value = tonumber(ARGV[2]) end
        local text = string.format('%.0f', value)
        redis.call('SET', KEYS[1], text)
        return text
        """;

    // Longer than any sound entry, so that a longer one is told from it.
    private const int HeaderSlack = 1024;

    /// <summary>Most bytes that are read of a value.</summary>
    public static int MostBytes(SkillCacheOptions options) => options.MaxEntryBytes + HeaderSlack;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // GETRANGE, so that a value of hundreds of megabytes is not brought here to be refused.
            var reading = database.StringGetRangeAsync(key, 0, MostBytes(options.Value.Cache));
            using var watch = connection.Watch(cancellationToken);
            byte[]? value = await reading.ConfigureAwait(false);
            return value is { Length: > 0 } ? value : null;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // Not ours, and in our place for ever unless it goes.
            await database.KeyDeleteAsync(key, CommandFlags.FireAndForget).ConfigureAwait(false);
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        await database.StringSetAsync(key, value.ToArray(), ttl).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        if (by != 0)
        {
            return (long)await database.ScriptEvaluateAsync(AddScript, [counter], [by, Now()]).ConfigureAwait(false);
        }

        var value = await database.StringGetAsync(counter).ConfigureAwait(false);
        if (value.HasValue || !counter.EndsWith(SkillCacheEpoch.Suffix, StringComparison.Ordinal))
        {
            return (long)value;
        }

        // Redis is new or empty: the first process says where the epoch begins, the others take it from there.
        await database.StringSetAsync(counter, Now(), when: When.NotExists).ConfigureAwait(false);
        return (long)await database.StringGetAsync(counter).ConfigureAwait(false);
    }

    // Microseconds since 1970 stay exact in Lua's numbers until the year 2255.
    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
