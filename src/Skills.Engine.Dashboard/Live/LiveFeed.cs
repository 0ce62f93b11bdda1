using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Live;

/// <summary>
/// Tells open pages that skills changed or runs ended. The history is asked for its latest run, so that runs of other processes are seen
/// too, and only while somebody listens. Thread-safe.
/// </summary>
internal sealed class LiveFeed
{
    private const int Waiting = 16;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly IExecutionHistory? _history;
    private readonly SkillsDashboardOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<Channel<LiveEvent>> _listeners = [];
    private bool _isPolling;
    private long _version;

    public LiveFeed(SkillCatalog catalog, IExecutionHistory? history, SkillsDashboardOptions options, TimeProvider time, ILogger logger)
    {
        (_history, _options, _time, _logger) = (history, options, time, logger);
        catalog.Changed += (_, _) => Publish(new("catalog", new(null, Interlocked.Increment(ref _version))));
    }

    /// <summary>Returns a place to listen; null when all are taken.</summary>
    public Channel<LiveEvent>? TryJoin()
    {
        lock (_gate)
        {
            if (_listeners.Count >= _options.MaxLiveStreams)
            {
                return null;
            }

            // A slow page needs the latest only: it reads everything again on each event.
            var channel = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });
            _listeners.Add(channel);
            if (_history is not null && !_isPolling)
            {
                _isPolling = true;
                _ = PollAsync(_history);
            }

            return channel;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(Channel<LiveEvent> channel)
    {
        lock (_gate)
        {
            _listeners.Remove(channel);
        }
    }

    private async Task PollAsync(IExecutionHistory history)
    {
        string? latest = null;
        using var timer = new PeriodicTimer(_options.LiveInterval, _time);
        do
        {
            if (await LatestAsync(history).ConfigureAwait(false) is { } id)
            {
                if (latest is not null && id != latest)
                {
                    Publish(new("runs", new(id, Interlocked.Increment(ref _version))));
                }

                latest = id;
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
        while (GoesOn());
    }

    // A database that is down for a while must not end the feed.
    private async Task<string?> LatestAsync(IExecutionHistory history)
    {
        try
        {
            using var deadline = new CancellationTokenSource(ReadTimeout, _time);
            var page = await history.ListAsync(new() { Limit = 1 }, deadline.Token).ConfigureAwait(false);
            return page.Items is [var first, ..] ? first.Id : "";
        }
        catch (Exception e)
        {
            _logger.HistoryFailed(e);
            return null;
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            return _isPolling = _listeners.Count > 0;
        }
    }

    private void Publish(LiveEvent happened)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(happened);
            }
        }
    }
}

/// <summary>Something that open pages show.</summary>
/// <param name="Name"><c>catalog</c> or <c>runs</c>.</param>
/// <param name="View">What it tells.</param>
internal sealed record LiveEvent(string Name, LiveView View);
