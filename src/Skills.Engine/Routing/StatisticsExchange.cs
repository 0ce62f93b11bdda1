using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>Shares what is learned with other processes, in the background. Does nothing without an <see cref="IStatisticsStore"/>.</summary>
internal sealed class StatisticsExchange : IAsyncDisposable, IDisposable
{
    private readonly IStatisticsStore? _store;
    private readonly TaskStatistics _statistics;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private readonly CancellationTokenSource _stopping = new();
    private int _running;
    private Task _last = Task.CompletedTask;

    public StatisticsExchange(IEnumerable<IStatisticsStore> stores, TaskStatistics statistics, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<StatisticsExchange> logger)
    {
        _store = stores.LastOrDefault();
        _statistics = statistics;
        _every = options.Value.Routing.Learning.ShareEvery;
        _time = time;
        _logger = logger;
        _timer = _store is null ? null : time.CreateTimer(static e => ((StatisticsExchange)e!).Tick(), this, TimeSpan.Zero, _every);
    }

    /// <summary>Exchanges once. A failure is logged and what was to be sent is kept.</summary>
    public async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        if (_store is null || Interlocked.Exchange(ref _running, 1) != 0)
        {
            return;
        }

        var unsent = _statistics.TakeUnsent();
        try
        {
            var sums = await _store.ExchangeAsync(unsent, cancellationToken).WaitAsync(_every, _time, cancellationToken).ConfigureAwait(false);
            _statistics.Merge(sums);
        }
        catch (Exception e)
        {
            // Sent or not is unknown after a timeout; counting twice teaches little wrong, losing teaches nothing.
            _statistics.PutBack(unsent);
            if (!_stopping.IsCancellationRequested)
            {
                RoutingLog.ExchangeFailed(_logger, e);
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Sends what is left and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _last.ConfigureAwait(false);
        await ExchangeAsync(CancellationToken.None).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Stops without sending what is left: for a container that is not awaited.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Cancel();
    }

    private void Tick() => _last = ExchangeAsync(_stopping.Token);
}
