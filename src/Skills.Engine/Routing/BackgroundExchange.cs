namespace Skills.Engine.Routing;

/// <summary>Runs an exchange with other processes in the background: at once, then at intervals, never two at a time, and a last time at an orderly end.</summary>
/// <param name="exchange">The exchange. It handles its own failures, and must end when it is canceled.</param>
internal sealed class BackgroundExchange(Func<CancellationToken, Task> exchange) : IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private int _running;
    private int _disposed;
    private Task _last = Task.CompletedTask;

    public void Start(TimeSpan every, TimeProvider time) =>
        _timer = time.CreateTimer(static e => ((BackgroundExchange)e!).Tick(), this, TimeSpan.Zero, every);

    /// <summary>Exchanges a last time and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _last.ConfigureAwait(false);
        await RunAsync(CancellationToken.None).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Stops without a last exchange, for hosts that dispose of their services without waiting.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _timer?.Dispose();
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    // Does nothing while another exchange is running.
    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            return;
        }

        try
        {
            await exchange(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private void Tick()
    {
        if (Volatile.Read(ref _disposed) == 0)
        {
            _last = RunAsync(_stopping.Token);
        }
    }
}
