using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>Shares what is learned with other processes, in the background. Does nothing without an <see cref="IStatisticsStore"/>.</summary>
internal sealed class StatisticsExchange : IAsyncDisposable, IDisposable
{
    private readonly TaskStatistics _statistics;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BackgroundExchange? _background;

    public StatisticsExchange(IEnumerable<IStatisticsStore> stores, TaskStatistics statistics, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<StatisticsExchange> logger)
    {
        _statistics = statistics;
        _every = options.Value.Routing.Learning.ShareEvery;
        _time = time;
        _logger = logger;
        if (stores.LastOrDefault() is { } store)
        {
            _background = new(token => ExchangeAsync(store, token));
            _background.Start(_every, time);
        }
    }

    /// <summary>Sends what is left and stops.</summary>
    public ValueTask DisposeAsync() => _background?.DisposeAsync() ?? default;

    /// <summary>Stops without sending what is left, for hosts that dispose of their services without waiting.</summary>
    public void Dispose() => _background?.Dispose();

    // A failure is logged, and what was to be sent is kept.
    private async Task ExchangeAsync(IStatisticsStore store, CancellationToken cancellationToken)
    {
        var unsent = _statistics.TakeUnsent();
        try
        {
            var sums = await store.ExchangeAsync(unsent, cancellationToken).WaitAsync(_every, _time, cancellationToken).ConfigureAwait(false);
            _statistics.Merge(sums);
        }
        catch (Exception e)
        {
            // Sent or not is unknown after a timeout; counting twice teaches little wrong, losing teaches nothing.
            _statistics.PutBack(unsent);
            if (!cancellationToken.IsCancellationRequested)
            {
                RoutingLog.ExchangeFailed(_logger, e);
            }
        }
    }
}
