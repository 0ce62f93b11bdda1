using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>Leases by <c>SET NX PX</c> with a fencing counter beside them, and signals by publish and subscribe.</summary>
internal sealed class RedisSkillCacheCoordinator(RedisConnection connection, IOptions<SkillsEngineOptions> options) : ISkillCacheCoordinator
{
    // An entry of another type counts as none: the next GET removes it. Who is refused leaves a mark, so that the end of the lease is signaled:
    // most leases end with nobody waiting, and a signal costs every process more than the mark.
    private const string ClaimScript = """
        if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
            redis.pcall('SET', KEYS[4], '1', 'PX', ARGV[2])
            return 0
        end
        local token = redis.call('INCR', KEYS[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        local entry = redis.pcall('GETRANGE', KEYS[3], 0, ARGV[4])
        if type(entry) ~= 'string' or entry == '' then return token end
        return {token, entry}
        """;

    // What is of another type is written over when the result is stored. A server that cannot write can still be read.
    private const string FindOrClaimScript = """
        local entry = redis.pcall('GETRANGE', KEYS[3], 0, ARGV[4])
        if type(entry) == 'string' and entry ~= '' then return entry end
        local taken = redis.pcall('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
        if not taken or taken.err then return 0 end
        local token = redis.call('INCR', KEYS[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return token
        """;

    // Far longer than any holder lives, so tokens never start again while an old one is in use.
    private static readonly TimeSpan FenceLife = TimeSpan.FromDays(2);

    private readonly string _owner = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly RedisChannel _channel = RedisChannel.Literal(options.Value.Cache.KeyPrefix + ":signals");
    private readonly int _maxEntryBytes = RedisSkillCacheStore.MostBytes(options.Value.Cache);
    private readonly Lock _gate = new();
    private Action<string>? _handlers;
    private Task<ISubscriber>? _subscribing;
    private NamedChannel? _channelOn;
    private long _leases;

    /// <inheritdoc/>
    public async ValueTask<SkillCacheClaim> ClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken)
    {
        var call = new LeaseCall(await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false), key, generation, NewOwner());
        var answer = await EvaluateAsync(ClaimScript, call, duration).ConfigureAwait(false);
        var (token, entry) = answer.Length == 2 ? (answer[0], (byte[]?)answer[1]) : (answer, null);
        return Claimed(call, token) is { } lease ? new(lease, entry) : default;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SkillCacheClaim> FindOrClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken)
    {
        var call = new LeaseCall(await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false), key, generation, NewOwner());
        var asking = EvaluateAsync(FindOrClaimScript, call, duration);
        using var watch = connection.Watch(cancellationToken);
        var answer = await asking.ConfigureAwait(false);
        return answer.Resp2Type == ResultType.BulkString && !answer.IsNull ? new(null, (byte[]?)answer) : new(Claimed(call, answer));
    }

    /// <inheritdoc/>
    public async ValueTask SignalAsync(string message, CancellationToken cancellationToken)
    {
        var multiplexer = await connection.MultiplexerAsync(cancellationToken).ConfigureAwait(false);
        await multiplexer.GetSubscriber().PublishAsync(_channel, message).ConfigureAwait(false);
        Subscribe();
    }

    /// <inheritdoc/>
    public IDisposable OnSignal(Action<string> handler)
    {
        lock (_gate)
        {
            _handlers += handler;
        }

        Subscribe();
        return new Registration(this, handler);
    }

    internal static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)duration.TotalMilliseconds);

    private string NewOwner() => $"{_owner}:{Interlocked.Increment(ref _leases)}";

    private Task<RedisResult> EvaluateAsync(string script, LeaseCall call, TimeSpan duration)
    {
        Subscribe();
        return call.Database.ScriptEvaluateAsync(script, [call.Lease, call.Fence, call.Key, call.Waited], [call.Owner, Milliseconds(duration), Milliseconds(FenceLife), _maxEntryBytes]);
    }

    // A script returns 0 when another holds the lease. Nothing at all is no answer, and nobody is to be waited for.
    private RedisSkillCacheLease? Claimed(LeaseCall call, RedisResult answer)
    {
        var token = answer.IsNull ? throw new InvalidOperationException("Redis answered nothing where a lease was asked for.") : (long)answer;
        return token == 0 ? null : new(call, ChannelOn(call.Database.Multiplexer), token);
    }

    // A script names a channel in full. The client adds the prefix that the connection string may ask for to its own calls only.
    private RedisValue ChannelOn(IConnectionMultiplexer multiplexer)
    {
        var known = Volatile.Read(ref _channelOn);
        if (known?.Multiplexer != multiplexer)
        {
            var prefix = ConfigurationOptions.Parse(multiplexer.Configuration).ChannelPrefix;
            known = new(multiplexer, prefix.IsNullOrEmpty ? _channel.ToString() : $"{prefix}{_channel}");
            Volatile.Write(ref _channelOn, known);
        }

        return known.Channel;
    }

    // The client subscribes again by itself when it reconnects. This fails only when no connection could be made at all, and is
    // tried again by the next signal. Until then only speed is lost: callers that wait for a signal look at the store as well.
    private void Subscribe()
    {
        if (Volatile.Read(ref _subscribing) is { IsFaulted: false })
        {
            return;
        }

        lock (_gate)
        {
            if (_handlers is null || _subscribing is { IsFaulted: false })
            {
                return;
            }

            if (_subscribing is null)
            {
                connection.Replaced += SubscribeAgain;
            }

            _subscribing = Task.Run(SubscribeAsync);
        }
    }

    private void SubscribeAgain(IConnectionMultiplexer other)
    {
        lock (_gate)
        {
            _subscribing = Task.Run(() => SubscribeAsync(other));
        }
    }

    private async Task<ISubscriber> SubscribeAsync() =>
        await SubscribeAsync(await connection.MultiplexerAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<ISubscriber> SubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        await subscriber.SubscribeAsync(_channel, Receive).ConfigureAwait(false);
        return subscriber;
    }

    // The connection may be the host's and live longer than this.
    private void Unsubscribe(Action<string> handler)
    {
        Task<ISubscriber>? last = null;
        lock (_gate)
        {
            _handlers -= handler;
            if (_handlers is null)
            {
                connection.Replaced -= SubscribeAgain;
                (last, _subscribing) = (_subscribing, null);
            }
        }

        if (last is { IsCompletedSuccessfully: true })
        {
            last.Result.Unsubscribe(_channel, Receive, CommandFlags.FireAndForget);
        }
    }

    private void Receive(RedisChannel channel, RedisValue message) => Volatile.Read(ref _handlers)?.Invoke(message!);

    private sealed record NamedChannel(IConnectionMultiplexer Multiplexer, RedisValue Channel);

    private sealed class Registration(RedisSkillCacheCoordinator coordinator, Action<string> handler) : IDisposable
    {
        public void Dispose() => coordinator.Unsubscribe(handler);
    }
}
