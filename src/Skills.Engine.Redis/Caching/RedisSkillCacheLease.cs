using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>A lease in Redis. Whether it still stands is decided there, in the same step as what it permits.</summary>
internal sealed class RedisSkillCacheLease(LeaseCall call, RedisValue signals, long token) : SkillCacheLease
{
    private const string RenewScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 0
        """;

    private const string StoreScript = """
        local latest = tonumber(redis.call('GET', KEYS[2]) or '0')
        local stored = 0
        if latest <= tonumber(ARGV[2]) then
            redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            stored = 1
        end
        if redis.call('DEL', KEYS[4]) == 1 then redis.pcall('PUBLISH', ARGV[5], KEYS[3]) end
        return stored
        """;

    private const string ReleaseScript = """
        local released = 0
        if redis.call('GET', KEYS[1]) == ARGV[1] then released = redis.call('DEL', KEYS[1]) end
        if redis.call('DEL', KEYS[2]) == 1 then redis.pcall('PUBLISH', ARGV[2], ARGV[3]) end
        return released
        """;

    /// <inheritdoc/>
    public override long Token => token;

    /// <inheritdoc/>
    public override async ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        (long)await call.Database.ScriptEvaluateAsync(RenewScript, [call.Lease], [call.Owner, RedisSkillCacheCoordinator.Milliseconds(duration)]).WaitAsync(cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    /// <remarks>A write that is under way is not given up: the engine waits for it no longer than its own limit.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> StoreAsync(ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        (long)await call.Database.ScriptEvaluateAsync(
            StoreScript,
            [call.Lease, call.Fence, call.Key, call.Waited],
            [call.Owner, token, value, RedisSkillCacheCoordinator.Milliseconds(ttl), signals]).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public override async ValueTask ReleaseAsync(CancellationToken cancellationToken) =>
        await call.Database.ScriptEvaluateAsync(ReleaseScript, [call.Lease, call.Waited], [call.Owner, signals, call.Key.ToString()]).WaitAsync(cancellationToken).ConfigureAwait(false);
}
