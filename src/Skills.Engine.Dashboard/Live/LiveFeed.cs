using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Live;

/// <summary>
/// Notifies open pages of changed skills, ended runs and the progress of batch runs. The history and the batch store are asked, so that other
/// processes are seen too, and only while there are listeners. Thread-safe.
/// </summary>
internal sealed class LiveFeed
{
    private const int Waiting = 16;
    private const int WatchedBatches = 20;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly IExecutionHistory? _history;
    private readonly IBatchOverview? _batches;
    private readonly SkillsDashboardOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<Channel<LiveEvent>> _listeners = [];
    private bool _isPolling;
    private long _version;

    public LiveFeed(SkillCatalog catalog, IExecutionHistory? history, IBatchOverview? batches, SkillsDashboardOptions options, TimeProvider time, ILogger logger)
    {
        (_history, _batches, _options, _time, _logger) = (history, batches, options, time, logger);
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
            if ((_history is not null || _batches is not null) && !_isPolling)
            {
                _isPolling = true;
                _ = PollAsync();
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

    private async Task PollAsync()
    {
        string? run = null, batches = null;
        using var timer = new PeriodicTimer(_options.LiveInterval, _time);
        do
        {
            run = await CompareAsync("runs", run, LatestRunAsync).ConfigureAwait(false);
            batches = await CompareAsync("batches", batches, BatchesAsync).ConfigureAwait(false);
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
        while (GoesOn());
    }

    // A database that is down for a while must not end the feed.
    private async Task<string?> CompareAsync(string name, string? last, Func<CancellationToken, Task<string>> read)
    {
        try
        {
            using var deadline = new CancellationTokenSource(ReadTimeout, _time);
            var now = await read(deadline.Token).ConfigureAwait(false);
            if (last is not null && now != last)
            {
                Publish(new(name, new(name == "runs" ? now : null, Interlocked.Increment(ref _version))));
            }

            return now;
        }
        catch (Exception e)
        {
            _logger.LiveReadFailed(name, e);
            return last;
        }
    }

    private async Task<string> LatestRunAsync(CancellationToken cancellationToken) =>
        _history is not null && await _history.ListAsync(new() { Limit = 1 }, cancellationToken).ConfigureAwait(false) is { Items: [var first, ..] } ? first.Id : "";

    private async Task<string> BatchesAsync(CancellationToken cancellationToken) => _batches is null
        ? ""
        : string.Join('\n', (await _batches.ListAsync(WatchedBatches, cancellationToken).ConfigureAwait(false)).Select(static b => $"{b.Id} {b.State} {b.Read} {b.InFlight} {b.Succeeded} {b.Failed}"));

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
/// <param name="Name"><c>catalog</c>, <c>runs</c> or <c>batches</c>.</param>
/// <param name="View">What it tells.</param>
internal sealed record LiveEvent(string Name, LiveView View);
