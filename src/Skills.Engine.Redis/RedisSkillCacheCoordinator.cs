using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>Leases by <c>SET NX PX</c> with a fencing counter beside them, and signals by publish and subscribe.</summary>
internal sealed class RedisSkillCacheCoordinator(RedisConnection connection, IOptions<SkillsEngineOptions> options) : ISkillCacheCoordinator
{
    private const string TakeScript = """
        if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
            local token = redis.call('INCR', KEYS[2])
            redis.call('PEXPIRE', KEYS[2], ARGV[3])
            return token
        end
        return 0
        """;

    // Far longer than any holder lives, so tokens never begin anew while an old one is about.
    private static readonly TimeSpan FenceLife = TimeSpan.FromDays(2);

    private readonly string _owner = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly string _channel = options.Value.Cache.KeyPrefix + ":signals";
    private readonly Lock _gate = new();
    private Action<string>? _handlers;
    private Task? _subscribing;
    private long _leases;

    /// <inheritdoc/>
    public async ValueTask<SkillCacheLease?> TryLeaseAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        RedisKey lease = $"{key}:l:{generation:x}";
        RedisKey fence = $"{key}:f";
        var owner = $"{_owner}:{Interlocked.Increment(ref _leases)}";

        var answer = await database.ScriptEvaluateAsync(
            TakeScript, [lease, fence], [owner, Milliseconds(duration), Milliseconds(FenceLife)]).ConfigureAwait(false);

        // The script says 0 when another holds it. Nothing at all is no answer, and nobody is to be waited for.
        var token = answer.IsNull ? throw new InvalidOperationException("Redis answered nothing where a lease was asked for.") : (long)answer;
        return token == 0 ? null : new RedisSkillCacheLease(database, key, lease, fence, owner, token);
    }

    /// <inheritdoc/>
    public async ValueTask SignalAsync(string message, CancellationToken cancellationToken)
    {
        var multiplexer = await connection.MultiplexerAsync(cancellationToken).ConfigureAwait(false);
        await multiplexer.GetSubscriber().PublishAsync(_channel, message).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IDisposable OnSignal(Action<string> handler)
    {
        lock (_gate)
        {
            _handlers += handler;
            _subscribing ??= Task.Run(SubscribeAsync);
        }

        return new Registration(this, handler);
    }

    internal static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)duration.TotalMilliseconds);

    // Without a server this fails, and nothing is lost but speed: it is tried again when the connection comes.
    private async Task SubscribeAsync()
    {
        connection.Replaced += other => _ = SubscribeAsync(other);
        await SubscribeAsync(await connection.MultiplexerAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task SubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Subscription)
            {
                _ = TrySubscribeAsync(multiplexer);
            }
        };
        await TrySubscribeAsync(multiplexer).ConfigureAwait(false);
    }

    private async Task TrySubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        await subscriber.UnsubscribeAsync(_channel, Receive).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscriber.SubscribeAsync(_channel, Receive).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Receive(RedisChannel channel, RedisValue message) => Volatile.Read(ref _handlers)?.Invoke(message!);

    private sealed class Registration(RedisSkillCacheCoordinator coordinator, Action<string> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (coordinator._gate)
            {
                coordinator._handlers -= handler;
            }
        }
    }
}
