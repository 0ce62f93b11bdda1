using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Connections;

/// <summary>
/// The Redis connection of one engine. It is opened in the background from the start, so that neither start nor executions wait for
/// a server that is down. The client reconnects and resubscribes by itself. An open connection that no longer answers is replaced.
/// Thread-safe.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(2);

    private readonly RedisCacheOptions _options;
    private readonly HostRedisConnection _host;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer> _connecting;
    private long _failedAt;
    private int _disposed;
    private int _checking;

    public RedisConnection(IOptions<RedisCacheOptions> options, HostRedisConnection host, TimeProvider time)
    {
        _options = options.Value;
        _host = host;
        _time = time;
        _connecting = Task.Run(ConnectAsync);
    }

    /// <summary>Raised with the connection that takes the place of one that was unresponsive.</summary>
    public event Action<IConnectionMultiplexer>? Replaced;

    // A connection that was handed over belongs to the host.
    private bool IsOwned => _options.ConnectionFactory is null && !string.IsNullOrWhiteSpace(_options.ConnectionString);

    /// <summary>Returns the database; waits while the first connection is being opened.</summary>
    public ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        var connecting = Connecting();
        return connecting.IsCompletedSuccessfully
            ? new(connecting.Result.GetDatabase(_options.Database ?? -1))
            : WaitAsync(connecting, cancellationToken);
    }

    /// <summary>Returns the connection itself, for publishing and subscribing.</summary>
    public Task<IConnectionMultiplexer> MultiplexerAsync(CancellationToken cancellationToken) => Connecting().WaitAsync(cancellationToken);

    /// <summary>Watches a call: the connection is checked when the call is given up. Dispose the registration when the call returns.</summary>
    public CancellationTokenRegistration Watch(CancellationToken givenUp) =>
        givenUp.UnsafeRegister(static self => ((RedisConnection)self!).Check(), this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Close() is { } connection)
        {
            await CloseAsync(connection).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close()?.Close(allowCommandsToComplete: false);

    private IConnectionMultiplexer? Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return null;
        }

        _disposing.Cancel();
        _disposing.Dispose();
        return IsOwned && _connecting.IsCompletedSuccessfully ? _connecting.Result : null;
    }

    private async ValueTask<IDatabase> WaitAsync(Task<IConnectionMultiplexer> connecting, CancellationToken cancellationToken)
    {
        var multiplexer = await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        return multiplexer.GetDatabase(_options.Database ?? -1);
    }

    // Without a server the client connects later by itself. An attempt fails as a whole when no Sentinel answers or the host's own
    // factory throws. It is repeated, but not by every call.
    private Task<IConnectionMultiplexer> Connecting()
    {
        var connecting = Volatile.Read(ref _connecting);
        if (!connecting.IsFaulted)
        {
            return connecting;
        }

        lock (_gate)
        {
            if (_connecting.IsFaulted && _time.GetElapsedTime(_failedAt) >= RetryPause)
            {
                _connecting = Task.Run(ConnectAsync);
            }

            return _connecting;
        }
    }

    private void Check()
    {
        if (IsOwned && Volatile.Read(ref _disposed) == 0 && Interlocked.Exchange(ref _checking, 1) == 0)
        {
            _ = Task.Run(CheckAsync);
        }
    }

    // The client itself notices a dead socket. It does not notice a lost or half reply, after which every later reply is taken for
    // another. A new connection that answers takes the place of such a one. With a server that is only frozen the old one stays.
    private async Task CheckAsync()
    {
        try
        {
            var connecting = Volatile.Read(ref _connecting);
            if (!connecting.IsCompletedSuccessfully || !connecting.Result.IsConnected || await AnswersAsync(connecting.Result).ConfigureAwait(false))
            {
                return;
            }

            var fresh = await ConnectAsync().ConfigureAwait(false);
            if (!fresh.IsConnected || !await AnswersAsync(fresh).ConfigureAwait(false))
            {
                await CloseAsync(fresh).ConfigureAwait(false);
                return;
            }

            Volatile.Write(ref _connecting, Task.FromResult(fresh));
            Replaced?.Invoke(fresh);
            await CloseAsync(connecting.Result).ConfigureAwait(false);
            if (Volatile.Read(ref _disposed) != 0)
            {
                await CloseAsync(fresh).ConfigureAwait(false);
            }
        }
        catch (RedisException)
        {
            // Nothing to connect to: the next call that is given up checks again.
        }
        finally
        {
            Volatile.Write(ref _checking, 0);
        }
    }

    private async Task<bool> AnswersAsync(IConnectionMultiplexer connection)
    {
        Task ping = connection.GetDatabase().PingAsync();
        await ping.WaitAsync(PingLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ping.IsCompletedSuccessfully;
    }

    private static async Task CloseAsync(IConnectionMultiplexer connection) =>
        await connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        try
        {
            if (_options.ConnectionFactory is { } factory)
            {
                return await factory(_disposing.Token).ConfigureAwait(false);
            }

            if (!IsOwned)
            {
                return _host.Get();
            }

            var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnectionString.Parse(_options.ConnectionString!)).ConfigureAwait(false);
            if (Volatile.Read(ref _disposed) != 0)
            {
                connection.Close(allowCommandsToComplete: false);
            }

            return connection;
        }
        catch
        {
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            throw;
        }
    }
}
