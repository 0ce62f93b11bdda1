using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>
/// The one connection of an engine to Redis, made in the background from the start, so that neither start nor run waits for a
/// server that is not there. Thread-safe.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(2);

    private readonly RedisCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer> _connecting;
    private long _failedAt;
    private int _disposed;
    private int _doubted;

    public RedisConnection(IOptions<RedisCacheOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _connecting = Task.Run(ConnectAsync);
    }

    /// <summary>Told of the connection that takes the place of one that had gone deaf.</summary>
    public event Action<IConnectionMultiplexer>? Replaced;

    /// <summary>The database; waits while the first connection is being made.</summary>
    public ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        var connecting = Connecting();
        return connecting.IsCompletedSuccessfully
            ? new(connecting.Result.GetDatabase(_options.Database ?? -1))
            : WaitAsync(connecting, cancellationToken);
    }

    /// <summary>The connection itself, for publishing and subscribing.</summary>
    public Task<IConnectionMultiplexer> MultiplexerAsync(CancellationToken cancellationToken) => Connecting().WaitAsync(cancellationToken);

    /// <summary>Watches a call: when it is given up, the connection is looked at. Dispose the registration when it is answered.</summary>
    public CancellationTokenRegistration Watch(CancellationToken givenUp) =>
        givenUp.UnsafeRegister(static self => ((RedisConnection)self!).Doubt(), this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Owned() is { } connection)
        {
            await CloseAsync(connection).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Owned()?.Close(allowCommandsToComplete: false);

    // What there is to close, once. A connection that was handed over belongs to the host.
    private IConnectionMultiplexer? Owned()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return null;
        }

        _disposing.Cancel();
        _disposing.Dispose();
        return _options.ConnectionFactory is null && _connecting.IsCompletedSuccessfully ? _connecting.Result : null;
    }

    private async ValueTask<IDatabase> WaitAsync(Task<IConnectionMultiplexer> connecting, CancellationToken cancellationToken)
    {
        var multiplexer = await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        return multiplexer.GetDatabase(_options.Database ?? -1);
    }

    // An attempt that failed altogether is repeated, but not by every call.
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

    private void Doubt()
    {
        if (_options.ConnectionFactory is null && Volatile.Read(ref _disposed) == 0 && Interlocked.Exchange(ref _doubted, 1) == 0)
        {
            _ = Task.Run(LookAsync);
        }
    }

    // A connection may stand for the client and be dead on its way, or wait for the rest of a reply that never comes. The client
    // does not notice, or only after many minutes; so one that does not answer gives way to one that does. With a server that is
    // merely frozen the old one stays, and goes on when the server does.
    private async Task LookAsync()
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
            // Nothing to connect to: the next call that is given up looks again.
        }
        finally
        {
            Volatile.Write(ref _doubted, 0);
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

            var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnectionString.Parse(_options.ConnectionString!)).ConfigureAwait(false);

            // What follows an answer here is an execution; one of them must not keep the answers of others from coming.
            connection.PreserveAsyncOrder = false;
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
