using Skills.Engine.Batches.Replays;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Execution ids as hashes with an owner or a result. The owner expires with its lease, the result after its time.</summary>
internal sealed class RedisReplayStore(RedisConnection connection) : IReplayStore
{
    private const string Claim = """
        local entry = redis.call('HMGET', KEYS[1], 'owner', 'print', 'result')
        if not entry[2] then
            redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'print', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return {1, ARGV[2], false}
        end
        return {0, entry[2], entry[3]}
        """;

    private const string Renew = """
        if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """;

    private const string Complete = """
        if redis.call('HEXISTS', KEYS[1], 'result') == 1 then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'print', ARGV[1], 'result', ARGV[2])
        return redis.call('PEXPIRE', KEYS[1], ARGV[3])
        """;

    private const string Release = """
        if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    public async ValueTask<ReplayEntry> ClaimAsync(string key, string owner, string fingerprint, TimeSpan lease, CancellationToken cancellationToken)
    {
        var entry = (RedisResult[])(await EvaluateAsync(Claim, key, cancellationToken, owner, fingerprint, (long)lease.TotalMilliseconds).ConfigureAwait(false))!;
        return new((int)entry[0] == 1, (string)entry[1]!, (string?)entry[2]);
    }

    public async ValueTask<bool> RenewAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        (int)await EvaluateAsync(Renew, key, cancellationToken, owner, (long)lease.TotalMilliseconds).ConfigureAwait(false) == 1;

    public async ValueTask CompleteAsync(string key, string owner, string fingerprint, string result, TimeSpan keepFor, CancellationToken cancellationToken) =>
        await EvaluateAsync(Complete, key, cancellationToken, fingerprint, result, (long)keepFor.TotalMilliseconds).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string key, string owner, CancellationToken cancellationToken) =>
        await EvaluateAsync(Release, key, cancellationToken, owner).ConfigureAwait(false);

    private async Task<RedisResult> EvaluateAsync(string script, string key, CancellationToken cancellationToken, params RedisValue[] values)
    {
        using var watch = connection.Watch(cancellationToken);
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await database.ScriptEvaluateAsync(script, [$"skills:replay:{key}"], values).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
